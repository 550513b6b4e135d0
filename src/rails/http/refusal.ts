import * as v from 'valibot';
import type { Amount } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import { cleanText } from './text.ts';
import { wireAmount } from './fields.ts';

/** The facts of an error response. */
export interface RefusalFacts {
  readonly host: string;
  readonly status: number;
  /** `error.code`: a GNAP code from an authorization server, an HTTP status text from a resource server, or absent. */
  readonly serverCode?: string;
  /** The server's message, cleaned and truncated; empty if there is none. */
  readonly description: string;
  /** `error.details.minSendAmount` of a quote whose amount is too small. */
  readonly minSend?: Amount;
  /** True if the server's `Date` header and our clock differ by more than a minute. */
  readonly isClockOff?: boolean;
}

/**
 * A server answered with an error status. The code is `server-error` (safe to repeat if the request is) for 429 and from 500 up, else
 * `refused`. The rail's steps convert it to a more specific error if they can. `params` has the host, the status and, if there is one, the
 * description.
 */
export class Refusal extends TenderError {
  readonly facts: RefusalFacts;

  constructor(facts: RefusalFacts) {
    super(facts.status >= 500 || facts.status === 429 ? 'server-error' : 'refused', { params: refusalParams(facts) });
    this.facts = facts;
  }

  /**
   * True if the token is unknown, expired, revoked or was rotated: a new one may be accepted. False if the token is valid but its access is
   * not sufficient.
   */
  get isDeadToken(): boolean {
    const { status, description } = this.facts;
    return (status === 401 || status === 403) && DEAD_TOKEN.test(description);
  }

  /**
   * True if the server refused our signature because of its time: one of the two clocks is wrong. If the server gives no reason, this is
   * assumed if the clocks differ.
   */
  get isClockSkew(): boolean {
    const { status, description, isClockOff = false } = this.facts;
    if (status !== 400 && status !== 401) return false;
    return (SIGNATURE.test(description) && CLOCK.test(description)) || (isClockOff && this.isAboutKey && !NO_KEY.test(description));
  }

  /** True if the server could not find or use the key that signed. */
  get isUnknownKey(): boolean {
    const { status } = this.facts;
    return (status === 400 || status === 401) && this.isAboutKey;
  }

  private get isAboutKey(): boolean {
    const { serverCode, description } = this.facts;
    if (this.isNameless) return false;
    return (serverCode === 'invalid_client' && !/access token/i.test(description)) || SIGNATURE.test(description);
  }

  /** True if a wallet refuses interactive grants for a client without a public name. */
  get isNameless(): boolean {
    const { serverCode, description } = this.facts;
    return serverCode === 'invalid_client' && /required request field|display|public ?name/i.test(description);
  }

  /** True if the server may accept the client in another form of the `client` field. */
  get isAboutClient(): boolean {
    return this.facts.status === 400 || this.facts.serverCode === 'invalid_client';
  }

  /** True if the server says that it does not accept this client or this form of `client`. Other 400 responses may have any reason. */
  get saysClient(): boolean {
    const { serverCode, description } = this.facts;
    return serverCode === 'invalid_client' || (this.isAboutClient && /client/i.test(description));
  }

  /** True if the wallet says that the balance is not sufficient. */
  get isAboutMoney(): boolean {
    const { status, description } = this.facts;
    return status === 402 || /insufficient[ _](?:funds|balance)/i.test(description);
  }

  /**
   * True if the server says that the resource does not exist or that we may not read it: some servers answer 401 "Unauthorized" for both.
   */
  get isAbsence(): boolean {
    const { status, description } = this.facts;
    if (status === 404 || status === 410) return true;
    return status === 401 && /^unauthorized$/i.test(description);
  }
}

const DEAD_TOKEN =
  /(?:inactive|invalid|expired|revoked|unknown) (?:access )?token|token (?:is |has )?(?:inactive|not active|invalid|expired|revoked|unknown)/i;
const SIGNATURE = /signature/i;
const NO_KEY = /could not (?:find|determine)|unknown|not found|no such/i;
const CLOCK = /created|expire|too old|stale|in the future|clock|skew|timestamp/i;

function refusalParams(facts: RefusalFacts): Record<string, string> {
  const { host, status, description } = facts;
  return { host, status: String(status), ...(description ? { description } : {}) };
}

const text = v.fallback(v.optional(v.string()), undefined);
const errorBody = v.object({
  error: v.fallback(
    v.union([
      v.object({
        code: text,
        description: text,
        message: text,
        details: v.fallback(v.optional(v.object({ minSendAmount: v.fallback(v.optional(wireAmount), undefined) })), undefined),
      }),
      v.pipe(
        v.string(),
        v.transform((description) => ({ code: undefined, description, message: undefined, details: undefined })),
      ),
    ]),
    { code: undefined, description: undefined, message: undefined, details: undefined },
  ),
  message: text,
});

/**
 * Reads an error response in every format that servers use: `{error: {code?, description?}}`, `{error: "…"}`, `{message}`, plain text, or
 * an empty body.
 * @param secrets secrets of the request, which are removed from the description if the server repeats them.
 * @param isClockOff whether the server's date and our clock differ by more than a minute.
 */
export function readRefusal(host: string, status: number, body: unknown, secrets: readonly string[], isClockOff = false): Refusal {
  const parsed = v.safeParse(errorBody, body);
  const answered = { host, status, ...(isClockOff ? { isClockOff } : {}) };
  if (!parsed.success) return new Refusal({ ...answered, description: describe(typeof body === 'string' ? body : '', secrets) });
  const { error, message } = parsed.output;
  return new Refusal({
    ...answered,
    description: describe(error.description ?? error.message ?? message ?? '', secrets),
    ...(error.code === undefined ? {} : { serverCode: cleanText(error.code, 60) }),
    ...(error.details?.minSendAmount ? { minSend: error.details.minSendAmount } : {}),
  });
}

function describe(words: string, secrets: readonly string[]): string {
  const safe = secrets.reduce((left, secret) => (secret ? left.replaceAll(secret, '…') : left), words);
  return cleanText(safe);
}
