import { TenderError } from '../../model/errors.ts';

/**
 * Parameters that advertisers, shops and mail programs add to any link to count who follows it. They mean nothing to the server of a payment,
 * and nobody else is told.
 */
const TRACKING =
  /^(?:utm_[a-z_]+|mtm_[a-z_]+|pk_[a-z_]+|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|mc_[ce]id|igshid|igsh|yclid|twclid|ttclid|li_fat_id|_ga|_gl|_hs(?:enc|mi)|mkt_tok)$/i;

/** What stands around an address in a sentence, as it is written and as a browser writes it into a URL. */
const BEFORE = /^[<([{"'“”‘’„‚«»‹›]+/;
const AFTER = /(?:[.,;:!?…"'“”‘’«»‹›>]|%(?:22|3E|C2%(?:AB|BB)|E2%80%(?:98|99|9C|9D|A6|B9|BA)))$/i;
const CLOSING = { ')': '(', ']': '[', '}': '{' };

/**
 * A text without what a sentence put around it: quotation marks, brackets, a full stop. Brackets that the address opens itself stay.
 */
export function withoutPunctuation(text: string): string {
  let plain = text.replace(BEFORE, '');
  for (;;) {
    const shorter = isClosedOutside(plain) ? plain.slice(0, -1) : plain.replace(AFTER, '');
    if (shorter === plain) return plain;
    plain = shorter;
  }
}

function isClosedOutside(text: string): boolean {
  const closing = Object.entries(CLOSING).find(([close]) => text.endsWith(close));
  if (!closing) return false;
  const [close, open] = closing;
  return text.split(close).length > text.split(open).length;
}

/** A link apart from what was added to it. */
export interface PlainLink {
  /** Without its fragment, which no server ever sees, and without its parameters. */
  readonly link: string;
  /** The first parameter that may mean something; tracking parameters do not. */
  readonly addition?: string;
}

/**
 * An address that a user typed, without what means nothing.
 * @throws {TenderError} `link-addition` (params `stated`) for a parameter that may mean something.
 */
export function plainAddress(typed: string): string {
  const { link, addition } = plainLink(withoutPunctuation(typed.trim()));
  if (addition !== undefined) throw linkAddition(addition);
  return link;
}

export function linkAddition(name: string): TenderError {
  return new TenderError('link-addition', { params: { stated: name.slice(0, 60) } });
}

/** Takes a link apart from what was added to it. */
export function plainLink(text: string): PlainLink {
  const [written = '', query] = text.replace(/#.*$/s, '').split(/\?(.*)/s);
  const link = withoutPunctuation(written);
  const addition = [...new URLSearchParams(query).keys()].find((name) => !TRACKING.test(name));
  return addition === undefined ? { link } : { link, addition };
}
