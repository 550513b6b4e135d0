// Control, bidirectional, zero-width and other invisible characters: text from a server must not rearrange or hide ours.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Untrusted text made fit for a message: invisible characters out, white space single, at most `max` characters. */
export function cleanText(text: string, max = 200): string {
  const plain = text
    .slice(0, max * 8)
    .replace(INVISIBLE, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const characters = Array.from(plain);
  return characters.length <= max ? plain : `${characters.slice(0, max - 1).join('')}…`;
}
