import type messages from '../../public/_locales/en/messages.json';
import { browser } from '../platform/browser.ts';

/** Every word that people read, by its key in the catalogue `public/_locales/<language>/messages.json`. */

type Catalogue = typeof messages;
export type WordKey = keyof Catalogue;

/** The facts that a text may name. Their order is their number in the catalogue: `$HOST$` is `$1` in every text that names a host. */
export const SLOTS = ['host', 'stated', 'actual', 'amount', 'name', 'shop', 'time', 'other', 'version'] as const;
export type Slot = (typeof SLOTS)[number];

type SlotsOf<Key extends WordKey> = Catalogue[Key] extends { readonly placeholders: infer Places } ? Extract<keyof Places, Slot> : never;
export type PlainKey = { [Key in WordKey]: SlotsOf<Key> extends never ? Key : never }[WordKey];
export type FilledKey = Exclude<WordKey, PlainKey>;
export type Facts<Key extends FilledKey, Fact> = Pick<Readonly<Record<Slot, Fact>>, SlotsOf<Key>>;

/** The text of a key; a text with places needs a fact for each. */
export function t(key: PlainKey): string;
export function t<Key extends FilledKey>(key: Key, facts: Facts<Key, string>): string;
export function t(key: WordKey, facts: Partial<Record<Slot, string>> = {}): string {
  return tLoosely(key, facts);
}

/** `say` for a key that is only known at run time. A place without a fact stays empty. */
export function tLoosely(key: WordKey, facts: Partial<Record<Slot, string>> = {}): string {
  return browser.i18n.getMessage(
    key,
    SLOTS.map((slot) => facts[slot] ?? ''),
  );
}

// Private-use characters, which `cleanText` never lets through: they mark where a place was while the text is taken apart.
const FIRST_MARK = 0xe000;
const MARKS = new RegExp(`([\\u{${FIRST_MARK.toString(16)}}-\\u{${(FIRST_MARK + SLOTS.length - 1).toString(16)}}])`, 'u');

type Piece = string | { readonly slot: Slot };

/** A text taken apart at its places, so that each fact can be drawn in an element of its own. */
export function tParts(key: WordKey): readonly Piece[] {
  const marked = tLoosely(key, Object.fromEntries(SLOTS.map((slot, index) => [slot, String.fromCodePoint(FIRST_MARK + index)])));
  return marked.split(MARKS).flatMap((piece): readonly Piece[] => {
    const slot = SLOTS[(piece.codePointAt(0) ?? 0) - FIRST_MARK];
    if (slot !== undefined) return [{ slot }];
    return piece === '' ? [] : [piece];
  });
}
