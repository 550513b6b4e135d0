/**
 * Decides whether a press of "Pay" was made by the user, with enough time to read what is shown. A pure state machine without a clock: each
 * event has its time, so tests can try every order of events.
 *
 * A press is accepted if
 * - the sheet has been visible and focused for half a second with these facts painted, without repeated presses of the button meanwhile,
 * - the event is trusted (`isTrusted`),
 * - the pointer or key went down after that half second: a key that was held since the shop's page, and its repeats, do not pay,
 * - nothing was approved for these facts yet.
 *
 * Times are event timestamps in milliseconds of one clock: a press whose handling was delayed is still early.
 */

/** Milliseconds for which the facts must have been visible to the user. */
export const TIME_TO_READ = 500;

// A click follows its pointer or key release within the same task. A later click has another cause, such as a screen reader.
const SAME_PRESS = 100;

export interface GuardState {
  readonly attentive: boolean;
  /** The digest for an approval; absent if there is nothing to approve. */
  readonly digest: string | undefined;
  /** True after these facts were painted. */
  readonly painted: boolean;
  /** Start of the half second; absent while it cannot start. */
  readonly since: number | undefined;
  /** The digest that was approved, until the worker answers. */
  readonly approved: string | undefined;
  /** What is held down, and whether it went down after the half second. */
  readonly held: Readonly<Record<string, boolean>>;
  /** When a press that started too early ended. */
  readonly earlyPressEnded: number | undefined;
}

export type GuardEvent =
  /** A view from the worker. Also the answer to an approval: if it was lost or refused, the view still asks for one. */
  | { readonly type: 'facts'; readonly digest: string | undefined }
  /** The latest facts were painted. */
  | { readonly type: 'painted'; readonly at: number }
  | { readonly type: 'attention'; readonly at: number; readonly attentive: boolean }
  | { readonly type: 'down'; readonly at: number; readonly what: string; readonly repeat: boolean; readonly onButton: boolean }
  | { readonly type: 'up'; readonly at: number; readonly what: string }
  | { readonly type: 'click'; readonly at: number; readonly trusted: boolean };

export const UNSEEN: GuardState = {
  attentive: false,
  digest: undefined,
  painted: false,
  since: undefined,
  approved: undefined,
  held: {},
  earlyPressEnded: undefined,
};

/** The next state, and the digest to approve if the event was an accepted press. */
export interface GuardStep {
  readonly state: GuardState;
  readonly approve?: string;
}

export function guard(state: GuardState, event: GuardEvent): GuardStep {
  switch (event.type) {
    case 'facts':
      return { state: withFacts(state, event.digest) };
    case 'painted':
      return { state: { ...state, painted: true, since: state.since ?? countFrom(state.attentive, state.digest, event.at) } };
    case 'attention':
      return { state: withAttention(state, event.attentive, event.at) };
    case 'down':
      return { state: withDown(state, event) };
    case 'up':
      return { state: withUp(state, event.what, event.at) };
    case 'click':
      return withClick(state, event);
    default:
      return event satisfies never;
  }
}

/** True if a press that starts now would be accepted. */
export function isOpen(state: GuardState, at: number): boolean {
  return opensAt(state) !== undefined && at >= (opensAt(state) ?? Infinity);
}

/** When the button opens if nothing changes; undefined if it will not open. */
export function opensAt(state: GuardState): number | undefined {
  if (state.since === undefined || state.digest === undefined || state.approved === state.digest) return undefined;
  return state.since + TIME_TO_READ;
}

function withFacts(state: GuardState, digest: string | undefined): GuardState {
  const restarts = digest !== state.digest || state.approved !== undefined;
  if (!restarts) return state;
  // A press that started with other facts must not end with these.
  const held = Object.fromEntries(Object.keys(state.held).map((what) => [what, false]));
  return { ...state, digest, approved: undefined, held, painted: false, since: undefined };
}

function withAttention(state: GuardState, attentive: boolean, at: number): GuardState {
  if (attentive === state.attentive) return state;
  // A key that was held when the user looked away may be released elsewhere, so it does not count any more.
  return { ...state, attentive, since: countFrom(attentive && state.painted, state.digest, at), held: {} };
}

function withDown(state: GuardState, { at, what, repeat, onButton }: Extract<GuardEvent, { type: 'down' }>): GuardState {
  if (Object.hasOwn(state.held, what)) return state;
  const isAfterReading = !repeat && isOpen(state, at);
  const isRepeated = onButton && !isAfterReading && state.since !== undefined && state.approved !== state.digest;
  return {
    ...state,
    held: { ...state.held, [what]: isAfterReading },
    since: isRepeated ? Math.max(at, state.since ?? at) : state.since,
    earlyPressEnded: isAfterReading ? undefined : state.earlyPressEnded,
  };
}

function withUp(state: GuardState, what: string, at: number): GuardState {
  if (!Object.hasOwn(state.held, what)) return state;
  const { [what]: inTime, ...held } = state.held;
  return { ...state, held, earlyPressEnded: inTime === true ? undefined : at };
}

function withClick(state: GuardState, click: Extract<GuardEvent, { type: 'click' }>): GuardStep {
  const { digest } = state;
  return digest !== undefined && counts(state, click) ? { state: { ...state, approved: digest }, approve: digest } : { state };
}

function counts(state: GuardState, { at, trusted }: Extract<GuardEvent, { type: 'click' }>): boolean {
  if (!trusted || !isOpen(state, at)) return false;
  if (Object.values(state.held).includes(false)) return false;
  return state.earlyPressEnded === undefined || at - state.earlyPressEnded >= SAME_PRESS;
}

function countFrom(seen: boolean, digest: string | undefined, at: number): number | undefined {
  return seen && digest !== undefined ? at : undefined;
}
