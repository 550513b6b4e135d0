import type { LoggedRequest } from '../../demo/http/request-log.ts';
import type { Way } from './browser-session.ts';
import type { Write, WriteStop } from './trap.ts';

/** A request of the flow, as a purchase that nothing disturbs makes it. */
export interface Call {
  readonly method: string;
  readonly host: string;
  /** Its path, ids left out. */
  readonly path: string;
  /** The how-manyth like this in the purchase, from 1. */
  readonly nth: number;
  /** False for those of the pages that the user sees: a worker can die at them, but their faults are not ours to mend. */
  readonly isOurs: boolean;
}

export const CALL_FAULTS = ['drop-request', 'drop-reply', 'delay', 'duplicate', 'status-500'] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

/** What befalls a purchase. */
export type Injection =
  | { readonly kind: 'none' }
  /** The worker dies while the call waits at its server: before it had an effect, or after it and before the answer. `lateMs`: how long the effect waits after the death. */
  | { readonly kind: 'call'; readonly call: Call; readonly when: 'before' | 'after'; readonly lateMs: number }
  | { readonly kind: 'write'; readonly stop: WriteStop }
  /** The worker dies so long after the shop's button was pressed, and once more so long after that. */
  | { readonly kind: 'random'; readonly afterMs: readonly number[] }
  | { readonly kind: 'fault'; readonly call: Call; readonly fault: CallFault };

export interface Plan {
  readonly part: 'moments' | 'writes' | 'random' | 'faults';
  readonly name: string;
  readonly way: Way;
  readonly strike: Injection;
}

/** What a purchase in one way is made of. */
export interface Flow {
  readonly way: Way;
  readonly calls: readonly Call[];
  readonly writes: readonly Write[];
}

/** A whole number below another one. */
export type Random = (below: number) => number;

/** Longer than a purchase takes, so that some deaths come when all is over but the giving back. */
const RANDOM_WITHIN_MS = 1_800;
const LATE_MS = 300;

export function callsIn(requests: readonly LoggedRequest[]): Call[] {
  const counts = new Map<string, number>();
  return requests
    .filter(
      ({ method, host, path, caller }) => caller === undefined && method !== 'OPTIONS' && !host.startsWith('shop.') && !/login/.test(path),
    )
    .map(({ method, host, path, headers }) => {
      const place = placeOf(path);
      const label = `${method} ${host}${place}`;
      const nth = (counts.get(label) ?? 0) + 1;
      counts.set(label, nth);
      return { method, host, path: place, nth, isOurs: headers['sec-fetch-mode'] !== 'navigate' };
    });
}

function placeOf(path: string): string {
  const [pathname = ''] = path.split('?');
  return pathname.replaceAll(/\/[0-9a-fA-F-]{32,}/g, '/:id');
}

/** Fits every path of the call. */
export function pathOf({ path }: Call): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(':id', '[^/]+')}$`);
}

export function nameOf({ method, host, path, nth }: Call): string {
  return `${method} ${host.split('.')[0] ?? ''}:${path}${nth > 1 ? ` #${nth}` : ''}`;
}

/** Both sides of every call. */
export function moments({ way, calls }: Flow, random: Random): Plan[] {
  return calls.flatMap((call) =>
    (['before', 'after'] as const).map((when): Plan => {
      const lateMs = when === 'before' && random(2) === 0 ? LATE_MS : 0;
      const name = `${when} ${nameOf(call)}${lateMs > 0 ? ', late' : ''}`;
      return { part: 'moments', name, way, strike: { kind: 'call', call, when, lateMs } };
    }),
  );
}

/** Both sides of every write. */
export function writes(flow: Flow): Plan[] {
  return flow.writes.flatMap(({ label, nth }) =>
    (['before', 'after'] as const).map((when): Plan => {
      const name = `${when} write ${label}${nth > 1 ? ` #${nth}` : ''}`;
      return { part: 'writes', name, way: flow.way, strike: { kind: 'write', stop: { label, nth, when } } };
    }),
  );
}

/** One or two deaths at any time. */
export function randomPlan(way: Way, random: Random): Plan {
  const first = random(RANDOM_WITHIN_MS);
  const afterMs = random(3) === 0 ? [first, first + random(RANDOM_WITHIN_MS)] : [first];
  return { part: 'random', name: `at ${afterMs.join(' and ')} ms`, way, strike: { kind: 'random', afterMs } };
}

/** Each fault at each of our calls. */
export function faults({ way, calls }: Flow): Plan[] {
  return calls
    .filter(({ isOurs }) => isOurs)
    .flatMap((call) =>
      CALL_FAULTS.map((fault): Plan => ({ part: 'faults', name: `${fault} ${nameOf(call)}`, way, strike: { kind: 'fault', call, fault } })),
    );
}
