import { TenderError, toTenderError } from '../../model/errors.ts';
import type { RailRequest } from '../../model/intent.ts';
import type { Rail } from '../../model/rail.ts';
import { linkAddition, plainLink, withoutPunctuation } from './plain-link.ts';

/** What a user may bring, in the order in which a URL is tried: any URL can be a wallet address, so that comes last. */
export const MANUAL_KINDS = ['incomingPayment', 'invoice', 'walletAddress'] as const;

const MAX_LENGTH = 2048;
// Not drawn, or drawn as something else: a text with any of these is not what the user saw.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
const EVERY_HIDDEN = new RegExp(HIDDEN, 'gu');
/** All that a QR code in its alphanumeric mode can hold (ISO/IEC 18004, table 5): no small letters. */
const ALPHANUMERIC = /^[0-9A-Z$%*+\-./:]+$/;
/** Payment codes of other systems (EMV QR codes, such as PIX) begin with this field and have dots in them, as host names do. */
const EMV = /^000201/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
/** `host:8080/path` has no scheme, though it reads as one. */
const PORT = /^[^/:]+:\d+(?:\/|$)/;
const BARE_HOST = /^[^\s/.$]+\.[^\s/]/;

/**
 * What a text asks to be paid: a URL of a payment, an invoice or a wallet address, the same without its scheme (`//host/path`, as invoices
 * are named, or `host/path`), or a payment pointer (`$host/path`). What was copied along and means nothing is left out: the punctuation of a
 * sentence, a fragment, tracking parameters.
 * @throws {TenderError} `hidden-characters`; `insecure-url` for what nobody should be sent to; `link-addition` (params `stated`) for a
 *   parameter that may mean something; `not-payable` for everything else.
 */
export function parsePayable(rails: ReadonlyMap<string, Rail>, brought: string): RailRequest {
  const text = brought.trim();
  if (HIDDEN.test(text)) throw refusalOfHidden(rails, text);
  if (text.length > MAX_LENGTH || /\s/.test(text) || EMV.test(text)) throw notPayable();
  const { link, addition } = plainLink(withoutPunctuation(text));
  if (link === '') throw notPayable();
  const address = inSmallLetters(link);
  const request = address.startsWith('$') ? firstOf(rails, ['walletAddress'], address) : firstOf(rails, MANUAL_KINDS, withScheme(address));
  if (addition !== undefined) throw linkAddition(addition);
  return request;
}

/**
 * A warning for what would be an address without the characters that nobody sees. Everything else is simply something else: codes for
 * transfers, contacts and networks have lines, and nothing is wrong with them.
 */
function refusalOfHidden(rails: ReadonlyMap<string, Rail>, text: string): TenderError {
  try {
    parsePayable(
      rails,
      text.replace(EVERY_HIDDEN, (hidden) => (/\s/.test(hidden) ? ' ' : '')),
    );
  } catch (thrown) {
    if (toTenderError(thrown).code === 'not-payable') return notPayable();
  }
  return new TenderError('hidden-characters');
}

/**
 * A text without a small letter was written for a code that has none. Scheme and host are the same in any case, wallet addresses too, and
 * identifiers of payments are written small; a path whose capitals matter cannot be put into such a code.
 */
function inSmallLetters(text: string): string {
  return ALPHANUMERIC.test(text) ? text.toLowerCase() : text;
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
