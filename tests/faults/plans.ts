import type { LoggedRequest } from '../../demo/http/request-log.ts';
import type { Way } from './browser-session.ts';
import type { Write, WriteStop } from './trap.ts';

/** A request of an undisturbed purchase. */
export interface Call {
  readonly method: string;
  readonly host: string;
  /** Its path without ids. */
  readonly path: string;
  /** 1-based occurrence in the purchase. */
  readonly nth: number;
  /** False for requests of the pages that the user sees: the worker may be stopped at them, but their faults are not the extension's. */
  readonly isOurs: boolean;
}

export const CALL_FAULTS = ['drop-request', 'drop-reply', 'delay', 'duplicate', 'status-500'] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

/** What is injected into a purchase. */
export type Injection =
  | { readonly kind: 'none' }
  /**
   * Stops the worker while the request waits at its server: before its effect, or between the effect and the answer. `lateMs`: delay of the
   * effect after the stop.
   */
  | { readonly kind: 'call'; readonly call: Call; readonly when: 'before' | 'after'; readonly lateMs: number }
  | { readonly kind: 'write'; readonly stop: WriteStop }
  /** Stops the worker at these delays: the first after the press of the shop's button, each next one after the previous stop. */
  | { readonly kind: 'random'; readonly afterMs: readonly number[] }
  | { readonly kind: 'fault'; readonly call: Call; readonly fault: CallFault };

export interface Plan {
  readonly part: 'moments' | 'writes' | 'random' | 'faults' | 'opencharge';
  readonly name: string;
  readonly way: Way;
  readonly injection: Injection;
}

/** The requests and writes of a purchase. */
export interface Flow {
  readonly way: Way;
  readonly calls: readonly Call[];
  readonly writes: readonly Write[];
}

/** Returns a random integer from 0 to `below - 1`. */
export type Random = (below: number) => number;

/** Milliseconds, longer than a purchase, so that some stops happen during the revocation of its grants. */
const RANDOM_WITHIN_MS = 1_800;
const LATE_MS = 300;

export function callsIn(requests: readonly LoggedRequest[]): Call[] {
  const counts = new Map<string, number>();
  return requests
    .filter((request) => request.caller === undefined && request.method !== 'OPTIONS' && !isOfShop(request) && !/login/.test(request.path))
    .map(({ method, host, path, headers }) => {
      const place = placeOf(path);
      const label = `${method} ${host}${place}`;
      const nth = (counts.get(label) ?? 0) + 1;
      counts.set(label, nth);
      return { method, host, path: place, nth, isOurs: headers['sec-fetch-mode'] !== 'navigate' };
    });
}

/** Whether a shop's page has sent it. A merchant's host also serves its metadata, which the extension reads. */
function isOfShop({ host, path }: LoggedRequest): boolean {
  return /^(?:shop|merchant)\./.test(host) && !path.startsWith('/opencharge/');
}

function placeOf(path: string): string {
  const [pathname = ''] = path.split('?');
  return pathname.replaceAll(/\/(?:sess_[\w-]+|[0-9a-fA-F-]{32,})/g, '/:id');
}

/** Matches every path of the request. */
export function pathOf({ path }: Call): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(':id', '[^/]+')}$`);
}

export function nameOf({ method, host, path, nth }: Call): string {
  return `${method} ${host.split('.')[0] ?? ''}:${path}${nth > 1 ? ` #${nth}` : ''}`;
}

/** Stops before and after each request. */
export function moments({ way, calls }: Flow, random: Random): Plan[] {
  return calls.flatMap((call) =>
    (['before', 'after'] as const).map((when): Plan => {
      const lateMs = when === 'before' && random(2) === 0 ? LATE_MS : 0;
      const name = `${when} ${nameOf(call)}${lateMs > 0 ? ', late' : ''}`;
      return { part: 'moments', name, way, injection: { kind: 'call', call, when, lateMs } };
    }),
  );
}

/** Stops before and after each write. */
export function writes(flow: Flow): Plan[] {
  return flow.writes.flatMap(({ label, nth }) =>
    (['before', 'after'] as const).map((when): Plan => {
      const name = `${when} write ${label}${nth > 1 ? ` #${nth}` : ''}`;
      return { part: 'writes', name, way: flow.way, injection: { kind: 'write', stop: { label, nth, when } } };
    }),
  );
}

/** Stops before and after each request and each write from when an order is paid until its proof is stored. */
export function untilProven({ way, calls, writes: all }: Flow): Plan[] {
  const paidAt = calls.findIndex(({ method, path }) => method === 'POST' && path.endsWith('/outgoing-payments'));
  const provenAt = calls.findLastIndex(({ path }) => path.endsWith('/proof'));
  const submittedAt = all.findLastIndex(({ label }) => label === 'payments:submitting');
  const completedAt = all.findIndex(({ label }) => label === 'payments:completed');
  if (paidAt < 0 || provenAt < paidAt || submittedAt < 0 || completedAt < submittedAt) throw new Error('a purchase that is not proven');
  const between: Flow = { way, calls: calls.slice(paidAt, provenAt + 1), writes: all.slice(submittedAt + 1, completedAt + 1) };
  const [, ...plans] = [...moments(between, () => 1), ...writes(between)];
  return plans.map((plan) => ({ ...plan, part: 'opencharge' }));
}

/** One or two stops at random times. */
export function randomPlan(way: Way, random: Random): Plan {
  const first = random(RANDOM_WITHIN_MS);
  const afterMs = random(3) === 0 ? [first, first + random(RANDOM_WITHIN_MS)] : [first];
  return { part: 'random', name: `at ${afterMs.join(' and ')} ms`, way, injection: { kind: 'random', afterMs } };
}

/** Each fault at each request of the extension. */
export function faults({ way, calls }: Flow): Plan[] {
  return calls
    .filter(({ isOurs }) => isOurs)
    .flatMap((call) =>
      CALL_FAULTS.map(
        (fault): Plan => ({ part: 'faults', name: `${fault} ${nameOf(call)}`, way, injection: { kind: 'fault', call, fault } }),
      ),
    );
}
