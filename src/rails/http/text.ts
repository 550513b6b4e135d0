// Control, bidirectional, zero-width and other invisible characters: a server's text must not rearrange or hide the text around it.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Makes untrusted text safe for a message: removes invisible characters, collapses white space, and truncates to `max` characters. */
export function cleanText(text: string, max = 200): string {
  const plain = text
    .slice(0, max * 8)
    .replace(INVISIBLE, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const characters = Array.from(plain);
  return characters.length <= max ? plain : `${characters.slice(0, max - 1).join('')}…`;
}
