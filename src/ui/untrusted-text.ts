/**
 * Names, descriptions and item labels come from shops and wallets and may try to look like something else. The result is plain visible
 * text; `<Untrusted>` also isolates its direction from the text around it.
 */

/** Long enough for honest names, and short enough that no name can move the amount out of view. */
export const MAX_LENGTH = 80;

// Maximum characters that are processed: normalising and segmenting are slow for long text.
const MAX_INPUT = 4000;

// Characters that are invisible or change how their neighbours are rendered: controls, format characters (bidi marks, embeddings and
// isolates, zero-width space, joiners, BOM, soft hyphen, tags), lone surrogates, private use, unassigned, and the blank "letters" that
// Unicode does not count as spaces.
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u115F\u1160\u3164\uFFA0\u034F\u17B4\u17B5\u180B-\u180F\uFE00-\uFE0F\u{E0100}-\u{E01EF}\u2800]/gu;
const SPACES = /[\s\p{Z}]+/gu;
// Many combining marks on one letter would be drawn over the lines above.
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

/** Cleans text from outside to a short visible line; empty if nothing in it is visible. */
export function cleanText(text: string, maxLength = MAX_LENGTH): string {
  const plain = text
    .slice(0, MAX_INPUT)
    .replace(SPACES, ' ')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(STACKED_MARKS, '$1')
    .replace(SPACES, ' ')
    .trim();
  const capped = firstCharacters(plain, maxLength);
  const cut = capped.length < plain.length || text.length > MAX_INPUT;
  return cut && capped !== '' ? `${capped.trimEnd()}…` : capped;
}

/** The first grapheme clusters, so that none is split. */
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

/** Cleans a host for display. The end of a host is significant, so a long one is truncated at the start, which anybody can choose. */
export function cleanHost(host: string, maxLength = MAX_LENGTH): string {
  const plain = cleanText(host, host.length);
  return plain.length <= maxLength ? plain : `…${plain.slice(-maxLength)}`;
}
