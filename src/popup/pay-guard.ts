/**
 * Decides whether a press of "Pay" is the user's own, made on what they had time to see. Pure: it is told of everything with its
 * time and keeps no clock, so that every order of events can be tried in tests.
 *
 * A press counts when
 * - the sheet has been visible and focused for half a second with these very facts painted on it, and nobody hammered on the button
 *   meanwhile,
 * - the browser says that the event is the user's (`isTrusted`),
 * - the finger, mouse button or key went down after that half second: a key held since the shop's page, or its repeats, pay nothing,
 * - nothing has been approved on these facts yet.
 *
 * Times are those at which a thing happened, in milliseconds of one clock: a press that a busy page hears of late was still early.
 */

/** How long the facts must have been in front of the user, in milliseconds. */
export const TIME_TO_READ = 500;

// A click follows the release that makes it within the same task; this much later it is another one's (a screen reader's, say).
const SAME_PRESS = 100;

export interface GuardState {
  readonly attentive: boolean;
  /** What an approval would be bound to; absent while there is nothing to approve. */
  readonly digest: string | undefined;
  /** True once these facts are on the screen. */
  readonly painted: boolean;
  /** Since when the half second counts; absent while it cannot. */
  readonly since: number | undefined;
  /** The facts that were approved, until the worker has said what became of it. */
  readonly approved: string | undefined;
  /** What is being held down, each with whether it went down in good time. */
  readonly held: Readonly<Record<string, boolean>>;
  /** When a press that began too early ended. */
  readonly earlyPressEnded: number | undefined;
}

export type GuardEvent =
  /** A view from the worker. It is also the answer to an approval: one that was lost or refused shows as still to be given. */
  | { readonly type: 'facts'; readonly digest: string | undefined }
  /** What was last told is on the screen. */
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

/** The next state, and the digest to approve where the event was a press that counts. */
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

/** True while a press that begins now would count. */
export function isOpen(state: GuardState, at: number): boolean {
  return opensAt(state) !== undefined && at >= (opensAt(state) ?? Infinity);
}

/** When the button opens if nothing changes; absent while it will not. */
export function opensAt(state: GuardState): number | undefined {
  if (state.since === undefined || state.digest === undefined || state.approved === state.digest) return undefined;
  return state.since + TIME_TO_READ;
}

function withFacts(state: GuardState, digest: string | undefined): GuardState {
  const restarts = digest !== state.digest || state.approved !== undefined;
  if (!restarts) return state;
  // A press that began on other facts must not end on these.
  const held = Object.fromEntries(Object.keys(state.held).map((what) => [what, false]));
  return { ...state, digest, approved: undefined, held, painted: false, since: undefined };
}

function withAttention(state: GuardState, attentive: boolean, at: number): GuardState {
  if (attentive === state.attentive) return state;
  // What was held when the user looked away may be released elsewhere: seen again, it is a key from before.
  return { ...state, attentive, since: countFrom(attentive && state.painted, state.digest, at), held: {} };
}

function withDown(state: GuardState, { at, what, repeat, onButton }: Extract<GuardEvent, { type: 'down' }>): GuardState {
  if (Object.hasOwn(state.held, what)) return state;
  const inTime = !repeat && isOpen(state, at);
  const hammered = onButton && !inTime && state.since !== undefined && state.approved !== state.digest;
  return {
    ...state,
    held: { ...state.held, [what]: inTime },
    since: hammered ? Math.max(at, state.since ?? at) : state.since,
    earlyPressEnded: inTime ? undefined : state.earlyPressEnded,
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
