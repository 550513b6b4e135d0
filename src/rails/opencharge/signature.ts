import { recoverPublicKey, Signature } from '@noble/secp256k1';

/** `x || y`, each 32 bytes, without the leading 04. */
const PUBLIC_KEY = /^[0-9a-f]{128}$/i;
/** `r || s || v`. */
const SIGNATURE = /^([0-9a-f]{128})1([bc])$/i;

/**
 * Whether `signature` is the key's over the text: ECDSA on secp256k1 over SHA-256. Of the two signatures that anybody can make from one,
 * only that with the lower `s` counts, and `v` has to be the one that belongs to it. So the key is recovered, which needs all of it.
 */
export async function isSignedBy(text: string, signature: string, publicKey: string): Promise<boolean> {
  return isHashSignedBy(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))), signature, publicKey);
}

/** The same for a text of which only the hash is known. */
export function isHashSignedBy(hash: Uint8Array, signature: string, publicKey: string): boolean {
  const [, compact, v] = SIGNATURE.exec(signature) ?? [];
  if (compact === undefined || v === undefined || !PUBLIC_KEY.test(publicKey)) return false;
  try {
    const recovered = Uint8Array.of(v.toLowerCase() === 'b' ? 0 : 1, ...fromHex(compact));
    if (Signature.fromBytes(recovered, 'recovered').hasHighS()) return false;
    return toHex(recoverPublicKey(recovered, hash, { prehash: false, isCompressed: false })) === `04${publicKey.toLowerCase()}`;
  } catch {
    // No point of the curve, or numbers out of range.
    return false;
  }
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
