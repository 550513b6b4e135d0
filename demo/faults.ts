import type { RawRequest } from './http/raw-request.ts';
import { CALLER_HEADER } from './http/request-log.ts';

/** Faults of the network or of a broken server. They can happen to every request. */
export const transportFaults = [
  'drop-request',
  'drop-reply',
  'delay',
  'status-500',
  'duplicate',
  'hold-request',
  'hold-reply',
  'html',
  'huge-body',
  'nested-json',
  'hang',
  'redirect',
] as const;

export type TransportFault = (typeof transportFaults)[number];

/** A fault and the requests to which it applies. */
export interface FaultRule<Kind extends string = string> {
  /** A transport fault, or a fault of a server (`ServerDefinition.faults`). */
  readonly kind: Kind;
  /** As in the Host header, such as `auth.cloudninebank.test`. */
  readonly host?: string;
  readonly method?: string;
  readonly path?: RegExp;
  /** Number of matching requests before the first fault. */
  readonly skip?: number;
  /** How often the fault happens; by default until it is removed. */
  readonly times?: number;
  /** Whether transport faults also apply to requests of the world's own servers. */
  readonly servers?: boolean;
  /** For `delay`: milliseconds. */
  readonly ms?: number;
  /**
   * For `hold-request` (before its effect) and `hold-reply` (after it): called when the request arrives, which continues when the promise
   * resolves.
   */
  readonly held?: () => Promise<unknown>;
  /** For `redirect`: the target. */
  readonly to?: string;
  /** For `clock-skew`: seconds by which the server's clock is ahead. */
  readonly seconds?: number;
}

/** An active rule: how often it was applied, and how to remove it. */
export interface ActiveFault {
  readonly rule: FaultRule;
  readonly hits: number;
  remove(): void;
}

interface Entry {
  readonly rule: FaultRule;
  skipsLeft: number;
  hits: number;
}

const transportKinds: ReadonlySet<string> = new Set(transportFaults);

/** Milliseconds in which an identical request counts as the browser's own retry. */
const SILENT_RETRY_MS = 1_000;

/** The faults that tests activate. */
export class Faults<Kind extends string = string> {
  readonly #kinds: ReadonlySet<string>;
  #entries: Entry[] = [];
  readonly #dropped = new Map<string, { at: number; rule: FaultRule }>();

  constructor(kinds: readonly Kind[]) {
    this.#kinds = new Set(kinds);
  }

  /** Throws `TypeError` for a kind that no server implements. */
  add(rule: FaultRule<Kind>): ActiveFault {
    if (!this.#kinds.has(rule.kind)) throw new TypeError(`no server knows the fault ${rule.kind}`);
    const entry: Entry = { rule, skipsLeft: rule.skip ?? 0, hits: 0 };
    this.#entries.push(entry);
    return {
      rule,
      get hits() {
        return entry.hits;
      },
      remove: () => {
        this.#entries = this.#entries.filter((other) => other !== entry);
      },
    };
  }

  clear(): void {
    this.#entries = [];
    this.#dropped.clear();
  }

  /** The next transport fault for this request; counts as a hit. */
  takeTransport(request: RawRequest): FaultRule | undefined {
    const repeated = this.#silentRetry(request);
    if (repeated) return repeated;
    const fromServer = request.headers[CALLER_HEADER] !== undefined;
    const rule = this.#take(({ kind, servers }) => transportKinds.has(kind) && (servers || !fromServer), request);
    if (rule?.kind === 'drop-request' || rule?.kind === 'drop-reply') {
      this.#dropped.set(fingerprint(request), { at: Date.now(), rule: { ...rule, kind: 'drop-request' } });
    }
    return rule;
  }

  /** The rule of this kind for a request, or for none in particular; counts as a hit. */
  take(kind: Kind, request?: RawRequest): FaultRule | undefined {
    return this.#take((rule) => rule.kind === kind, request);
  }

  #take(applies: (rule: FaultRule) => boolean | undefined, request: RawRequest | undefined): FaultRule | undefined {
    const fitting = this.#entries.filter(({ rule, hits }) => applies(rule) && hits < (rule.times ?? Infinity) && matches(rule, request));
    const entry = fitting.find(({ skipsLeft }) => skipsLeft === 0);
    for (const skipping of fitting) if (skipping.skipsLeft > 0) skipping.skipsLeft -= 1;
    if (!entry) return undefined;
    entry.hits += 1;
    return entry.rule;
  }

  // Chromium repeats a request itself, also a POST, if a kept-alive connection breaks before any response. A dropped request must stay
  // dropped, otherwise the client never sees the fault.
  #silentRetry(request: RawRequest): FaultRule | undefined {
    const dropped = this.#dropped.get(fingerprint(request));
    if (!dropped || request.headers['signature'] === undefined) return undefined;
    return Date.now() - dropped.at < SILENT_RETRY_MS ? dropped.rule : undefined;
  }
}

function fingerprint({ method, url, headers }: RawRequest): string {
  return [method, url, headers['signature'] ?? ''].join(' ');
}

function matches(rule: FaultRule, request: RawRequest | undefined): boolean {
  if (!request) return true;
  const { host, pathname } = new URL(request.url);
  return (
    (rule.host === undefined || rule.host === host) &&
    (rule.method === undefined || rule.method === request.method) &&
    (rule.path === undefined || rule.path.test(pathname))
  );
}
