import * as v from 'valibot';
import type { Amount } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import { cleanText } from './text.ts';
import { wireAmount } from './fields.ts';

/** What a server said when it answered with an error. */
export interface RefusalFacts {
  readonly host: string;
  readonly status: number;
  /** `error.code`: a GNAP code from an authorization server, an HTTP status in words from a resource server, or absent. */
  readonly serverCode?: string;
  /** The server's own words, cleaned and capped; empty where it gave none. */
  readonly description: string;
  /** `error.details.minSendAmount` of a quote that is too small. */
  readonly minSend?: Amount;
  /** True when the server's own date and our clock are far apart. */
  readonly isClockOff?: boolean;
}

/**
 * A server answered with an error status. `server-error` (the server's trouble, safe to repeat where the request is) from 500 up and
 * for 429, else `refused`. The rail's steps turn it into a more telling error where they know better; `params` name host, status and,
 * where there is one, the description.
 */
export class Refusal extends TenderError {
  readonly facts: RefusalFacts;

  constructor(facts: RefusalFacts) {
    super(facts.status >= 500 || facts.status === 429 ? 'server-error' : 'refused', { params: refusalParams(facts) });
    this.facts = facts;
  }

  /** True when the token is unknown, expired, revoked or rotated away: a new one may help. Not for a token that is alive but too narrow. */
  get isDeadToken(): boolean {
    const { status, description } = this.facts;
    return (status === 401 || status === 403) && DEAD_TOKEN.test(description);
  }

  /**
   * True when the server did not recognise our signature for its age: one of the two clocks is wrong. Servers that give no reason are
   * taken to mean that where the clocks are seen to differ.
   */
  get isClockSkew(): boolean {
    const { status, description, isClockOff = false } = this.facts;
    if (status !== 400 && status !== 401) return false;
    return (SIGNATURE.test(description) && CLOCK.test(description)) || (isClockOff && this.isAboutKey && !NO_KEY.test(description));
  }

  /** True when the server could not find or use the key that signed. */
  get isUnknownKey(): boolean {
    const { status } = this.facts;
    return (status === 400 || status === 401) && this.isAboutKey;
  }

  private get isAboutKey(): boolean {
    const { serverCode, description } = this.facts;
    if (this.isNameless) return false;
    return (serverCode === 'invalid_client' && !/access token/i.test(description)) || SIGNATURE.test(description);
  }

  /** True when a wallet refuses interactive grants to a client without a public name. */
  get isNameless(): boolean {
    const { serverCode, description } = this.facts;
    return serverCode === 'invalid_client' && /required request field|display|public ?name/i.test(description);
  }

  /** True when the server may know the client under another form of the `client` field. */
  get isAboutClient(): boolean {
    return this.facts.status === 400 || this.facts.serverCode === 'invalid_client';
  }

  /** True when the server says that it does not deal with this client, or not in this form; any other 400 may be about anything. */
  get saysClient(): boolean {
    const { serverCode, description } = this.facts;
    return serverCode === 'invalid_client' || (this.isAboutClient && /client/i.test(description));
  }

  /** True when the wallet says that its account does not hold enough. */
  get isAboutMoney(): boolean {
    const { status, description } = this.facts;
    return status === 402 || /insufficient[ _](?:funds|balance)/i.test(description);
  }

  /** True when the server says that there is no such thing, or that it is none of ours: some answer 401 "Unauthorized" for both. */
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
 * Reads an error answer in any shape that servers use: `{error: {code?, description?}}`, `{error: "…"}`, `{message}`, plain text, nothing.
 * @param secrets what the request carried; a server that repeats it must not bring it into a message.
 * @param isClockOff whether the server's date and our clock are far apart.
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
