/** Standard base64 (RFC 4648, section 4), padded. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Reads base64 in any of its spellings: standard or URL alphabet, padded or not. `undefined` for anything else. */
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

/** Equality in a time that tells nothing about where two arrays of one length differ. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  return a.reduce((difference, byte, index) => difference | (byte ^ (b[index] ?? 0)), 0) === 0;
}

/** Unguessable text of URL-safe characters; 16 bytes make 128 bits. */
export function randomText(bytes = 24): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(bytes)));
}
