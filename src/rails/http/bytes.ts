/** Standard base64 (RFC 4648, section 4), padded. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Decodes base64 in the standard or the URL alphabet, with or without padding. `undefined` for other text. */
export function fromAnyBase64(text: string): Uint8Array | undefined {
  const match = /^([A-Za-z0-9+/_-]+)={0,2}$/.exec(text);
  if (!match?.[1]) return undefined;
  const standard = match[1].replaceAll('-', '+').replaceAll('_', '/');
  try {
    return Uint8Array.from(atob(standard), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Compares two arrays of the same length in constant time. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  return a.reduce((difference, byte, index) => difference | (byte ^ (b[index] ?? 0)), 0) === 0;
}

/** Random text of URL-safe characters. 16 bytes are 128 bits of entropy. */
export function randomText(bytes = 24): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(bytes)));
}
