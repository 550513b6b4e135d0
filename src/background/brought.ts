import { TenderError, toTenderError } from '../payments/errors.ts';
import type { RailRequest } from '../payments/intent.ts';
import type { Rail } from '../payments/rail.ts';

/** What a person may bring, in the order in which a URL is tried: any URL can be a wallet address, so that comes last. */
export const BROUGHT_KINDS = ['incomingPayment', 'invoice', 'walletAddress'] as const;

const MAX_LENGTH = 2048;
// Not drawn, or drawn as something else: a text with any of these is not what the person saw.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
/** `host:8080/path` has no scheme, though it reads as one. */
const PORT = /^[^/:]+:\d+(?:\/|$)/;
const BARE_HOST = /^[^\s/.$]+\.[^\s/]/;

/**
 * What a text asks to be paid: a URL of a payment, an invoice or a wallet address, the same without its scheme (`//host/path`, as invoices
 * are named, or `host/path`), or a payment pointer (`$host/path`).
 * @throws {TenderError} `hidden-characters`; `insecure-url` for what nobody should be sent to; `not-payable` for everything else.
 */
export function requestOf(rails: ReadonlyMap<string, Rail>, brought: string): RailRequest {
  const text = brought.trim();
  if (HIDDEN.test(text)) throw new TenderError('hidden-characters');
  if (text === '' || text.length > MAX_LENGTH || /\s/.test(text)) throw notPayable();
  if (text.startsWith('$')) return firstOf(rails, ['walletAddress'], text);
  return firstOf(rails, BROUGHT_KINDS, withScheme(text));
}

function withScheme(text: string): string {
  if (text.startsWith('//')) return `https:${text}`;
  if (SCHEME.test(text) && !PORT.test(text)) {
    if (/^https?:\/\//i.test(text)) return text;
    throw notPayable();
  }
  if (!BARE_HOST.test(text)) throw notPayable();
  return `https://${text}`;
}

function firstOf(rails: ReadonlyMap<string, Rail>, kinds: readonly string[], text: string): RailRequest {
  let insecure: TenderError | undefined;
  for (const kind of kinds) {
    const rail = [...rails.values()].find((known) => known.kinds.includes(kind));
    try {
      if (rail) return rail.parseRequest(kind, text);
    } catch (thrown) {
      const error = toTenderError(thrown);
      if (error.code === 'insecure-url') insecure ??= error;
    }
  }
  throw insecure ?? notPayable();
}

function notPayable(): TenderError {
  return new TenderError('not-payable');
}
