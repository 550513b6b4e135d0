/**
 * Names, memos and item labels come from shops and wallets, so they may try to look like something else. What is left here is
 * plain visible text; where it is shown, `<Untrusted>` also isolates its direction from the words around it.
 */

/** Long enough for any honest name, short enough that no name can push the amount out of sight. */
export const MAX_LENGTH = 80;

// Read no more than this of a hostile megabyte: normalising and segmenting are not free.
const READ_AT_MOST = 4000;

// Anything that is not drawn, or that changes how its neighbours are drawn: controls, format characters (bidi marks, embeddings
// and isolates, zero-width space, joiners, BOM, soft hyphen, tags), lone surrogates, private use, unassigned, and the blank
// "letters" that Unicode does not count as spaces.
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u115F\u1160\u3164\uFFA0\u034F\u17B4\u17B5\u180B-\u180F\uFE00-\uFE0F\u{E0100}-\u{E01EF}\u2800]/gu;
const SPACES = /[\s\p{Z}]+/gu;
// One letter under a tower of accents draws over the lines above it.
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

/** Text from outside as one short visible line; empty when nothing visible is in it. */
export function cleanText(text: string, maxLength = MAX_LENGTH): string {
  const plain = text
    .slice(0, READ_AT_MOST)
    .replace(SPACES, ' ')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(STACKED_MARKS, '$1')
    .replace(SPACES, ' ')
    .trim();
  const capped = firstCharacters(plain, maxLength);
  const cut = capped.length < plain.length || text.length > READ_AT_MOST;
  return cut && capped !== '' ? `${capped.trimEnd()}…` : capped;
}

/** The first characters as people count them, so that the cut never splits one in two. */
function firstCharacters(text: string, count: number): string {
  if (text.length <= count) return text;
  let taken = '';
  let left = count;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    if (left === 0) break;
    taken += segment;
    left -= 1;
  }
  return taken;
}

/** A host for showing. What counts in a host is its end, so a long one loses its beginning, where anybody may write anything. */
export function cleanHost(host: string, maxLength = MAX_LENGTH): string {
  const plain = cleanText(host, host.length);
  return plain.length <= maxLength ? plain : `…${plain.slice(-maxLength)}`;
}
