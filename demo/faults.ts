import type { RawRequest } from './http/raw-request.ts';
import { CALLER_HEADER } from './http/request-log.ts';

/** Faults of the network or of a broken server: any request may meet them. */
export type TransportFaultKind =
  | 'drop-request'
  | 'drop-reply'
  | 'delay'
  | 'status-500'
  | 'duplicate'
  | 'hold-request'
  | 'hold-reply'
  | 'html'
  | 'huge-body'
  | 'nested-json'
  | 'hang'
  | 'redirect';

/** Faults in meaning: the servers answer well-formed lies, or stop doing their job. */
export type SemanticFaultKind =
  | 'wrong-hash'
  | 'bare-plus'
  | 'wider-limits'
  | 'other-identifier'
  | 'extra-access'
  | 'quote-receive-amount'
  | 'quote-receive-asset'
  | 'quote-debit-rises'
  | 'key-removed'
  | 'clock-skew'
  | 'jwk-refused'
  | 'settlement-stalls'
  /** The payer's wallet answers that nothing was sent, whatever it sent. */
  | 'sent-amount-zero'
  /** The payer's wallet answers that it debits a tenth more than it was told to. */
  | 'debit-beyond-quote'
  | 'result-grant-invalid'
  /** The owner's answer at the wallet counts as a refusal, whatever they pressed. */
  | 'result-grant-rejected'
  /** The payment fails before anything was sent. */
  | 'settlement-fails'
  /** About half is sent; then the payment fails. */
  | 'settlement-in-part';

export type FaultKind = TransportFaultKind | SemanticFaultKind;

export interface FaultRule {
  readonly kind: FaultKind;
  /** As in the Host header, such as `auth.cloudninebank.test`. */
  readonly host?: string;
  readonly method?: string;
  readonly path?: RegExp;
  /** How many requests that fit are spared first. */
  readonly skip?: number;
  /** How often the fault strikes; without it, until it is removed. */
  readonly times?: number;
  /** Whether transport faults also strike the calls of the world's own servers; they are spared otherwise. */
  readonly servers?: boolean;
  /** For `delay`: how long. */
  readonly ms?: number;
  /** For `hold-request` (before its effect) and `hold-reply` (after it): called when it is there; it goes on when this resolves. */
  readonly held?: () => Promise<unknown>;
  /** For `redirect`: where to. */
  readonly to?: string;
  /** For `clock-skew`: by how many seconds the server's clock is ahead. */
  readonly seconds?: number;
}

/** A rule in force: how often it struck, and how to take it away. */
export interface ActiveFault {
  readonly rule: FaultRule;
  readonly hits: number;
  remove(): void;
}

interface Entry {
  readonly rule: FaultRule;
  spare: number;
  hits: number;
}

const transportKinds: ReadonlySet<FaultKind> = new Set<TransportFaultKind>([
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
]);

/** How long a repeat of the very same bytes counts as the browser's own retry. */
const SILENT_RETRY_MS = 1_000;

/** The switches with which tests break the world. */
export class Faults {
  #entries: Entry[] = [];
  readonly #dropped = new Map<string, { at: number; rule: FaultRule }>();

  add(rule: FaultRule): ActiveFault {
    const entry: Entry = { rule, spare: rule.skip ?? 0, hits: 0 };
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

  /** The next transport fault for this request; counts as a strike. */
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

  /** Whether a semantic fault strikes at this request (or anywhere, when there is none); counts as a strike. */
  take(kind: SemanticFaultKind, request?: RawRequest): FaultRule | undefined {
    return this.#take((rule) => rule.kind === kind, request);
  }

  #take(applies: (rule: FaultRule) => boolean | undefined, request: RawRequest | undefined): FaultRule | undefined {
    const fitting = this.#entries.filter(({ rule, hits }) => applies(rule) && hits < (rule.times ?? Infinity) && matches(rule, request));
    const entry = fitting.find(({ spare }) => spare === 0);
    for (const sparing of fitting) if (sparing.spare > 0) sparing.spare -= 1;
    if (!entry) return undefined;
    entry.hits += 1;
    return entry.rule;
  }

  // Chromium sends a request again by itself, POST included, when a kept-alive connection dies
  // before any reply. A dropped request must stay dropped, or the client never sees the fault.
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
