import { recoverPublicKey, Signature } from '@noble/secp256k1';

/** `x || y`, each 32 bytes, without the leading 04. */
const PUBLIC_KEY = /^[0-9a-f]{128}$/i;
/** `r || s || v`. */
const SIGNATURE = /^([0-9a-f]{128})1([bc])$/i;

/**
 * Verifies an ECDSA signature (secp256k1, SHA-256). Malleated signatures are invalid: only the low `s` is accepted, and `v` must be the
 * matching recovery id. So the public key is recovered from the signature and compared.
 */
export async function isSignedBy(text: string, signature: string, publicKey: string): Promise<boolean> {
  return isHashSignedBy(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))), signature, publicKey);
}

/** The same for a SHA-256 hash. */
export function isHashSignedBy(hash: Uint8Array, signature: string, publicKey: string): boolean {
  const [, compact, v] = SIGNATURE.exec(signature) ?? [];
  if (compact === undefined || v === undefined || !PUBLIC_KEY.test(publicKey)) return false;
  try {
    const recovered = Uint8Array.of(v.toLowerCase() === 'b' ? 0 : 1, ...fromHex(compact));
    if (Signature.fromBytes(recovered, 'recovered').hasHighS()) return false;
    return toHex(recoverPublicKey(recovered, hash, { prehash: false, isCompressed: false })) === `04${publicKey.toLowerCase()}`;
  } catch {
    // Not a point of the curve, or a number out of range.
    return false;
  }
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
