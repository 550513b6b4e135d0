const SEQUENCE = 0x30;
const INTEGER = 0x02;
const HALF = 32;

/**
 * A P-256 signature as WebCrypto takes it, the two numbers side by side, from the ASN.1 form in which authenticators give it
 * (WebAuthn, section 6.5.6). Nothing for bytes that are no such thing.
 */
export function ecdsaFromDer(der: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) return undefined;
  const r = integerAt(der, 2);
  const s = r && integerAt(der, r.end);
  if (!r || s?.end !== der.length) return undefined;
  const raw = new Uint8Array(2 * HALF);
  raw.set(r.bytes, HALF - r.bytes.length);
  raw.set(s.bytes, 2 * HALF - s.bytes.length);
  return raw;
}

function integerAt(der: Uint8Array, at: number): { readonly bytes: Uint8Array; readonly end: number } | undefined {
  const length = der[at + 1];
  if (der[at] !== INTEGER || length === undefined || length === 0) return undefined;
  const end = at + 2 + length;
  if (end > der.length) return undefined;
  const bytes = der.slice(at + 2, end);
  // A number whose first bit is set stands behind a zero, as it would be negative without.
  const plain = bytes[0] === 0 ? bytes.slice(1) : bytes;
  return plain.length <= HALF ? { bytes: plain, end } : undefined;
}
