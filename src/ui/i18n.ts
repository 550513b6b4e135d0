import type messages from '../../public/_locales/en/messages.json';
import { browser } from '../platform/browser.ts';

/** All message keys of `public/_locales/<language>/messages.json`. */

type Catalogue = typeof messages;
export type WordKey = keyof Catalogue;

/** The placeholders of texts. Their order is their number in the catalogue: `$HOST$` is `$1` in every text with a host. */
export const SLOTS = ['host', 'stated', 'actual', 'amount', 'name', 'shop', 'time', 'other', 'version'] as const;
export type Slot = (typeof SLOTS)[number];

type SlotsOf<Key extends WordKey> = Catalogue[Key] extends { readonly placeholders: infer Places } ? Extract<keyof Places, Slot> : never;
export type PlainKey = { [Key in WordKey]: SlotsOf<Key> extends never ? Key : never }[WordKey];
export type FilledKey = Exclude<WordKey, PlainKey>;
export type Facts<Key extends FilledKey, Fact> = Pick<Readonly<Record<Slot, Fact>>, SlotsOf<Key>>;

/** The text of a key. A text with placeholders needs a value for each. */
export function t(key: PlainKey): string;
export function t<Key extends FilledKey>(key: Key, facts: Facts<Key, string>): string;
export function t(key: WordKey, facts: Partial<Record<Slot, string>> = {}): string {
  return tLoosely(key, facts);
}

/** Like `t`, for a key that is only known at run time. A placeholder without a value stays empty. */
export function tLoosely(key: WordKey, facts: Partial<Record<Slot, string>> = {}): string {
  return browser.i18n.getMessage(
    key,
    SLOTS.map((slot) => facts[slot] ?? ''),
  );
}

// Private-use characters, which `cleanText` always removes: they mark the placeholders while the text is split.
const FIRST_MARK = 0xe000;
const MARKS = new RegExp(`([\\u{${FIRST_MARK.toString(16)}}-\\u{${(FIRST_MARK + SLOTS.length - 1).toString(16)}}])`, 'u');

type Piece = string | { readonly slot: Slot };

/** Splits a text at its placeholders, so that each value can be rendered as an element. */
export function tParts(key: WordKey): readonly Piece[] {
  const marked = tLoosely(key, Object.fromEntries(SLOTS.map((slot, index) => [slot, String.fromCodePoint(FIRST_MARK + index)])));
  return marked.split(MARKS).flatMap((piece): readonly Piece[] => {
    const slot = SLOTS[(piece.codePointAt(0) ?? 0) - FIRST_MARK];
    if (slot !== undefined) return [{ slot }];
    return piece === '' ? [] : [piece];
  });
}
