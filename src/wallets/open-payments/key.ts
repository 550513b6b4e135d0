import type { Sign } from '../../model/payer-wallet.ts';

/** A public Ed25519 key as Open Payments writes it in a wallet's `jwks.json` (RFC 8037). */
export interface PublicKey {
  readonly kid: string;
  readonly x: string;
  readonly alg: 'EdDSA';
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
}

/** A signing key: the private half is a handle that WebCrypto never lets out. */
export interface SigningKey {
  readonly kid: string;
  readonly publicKey: PublicKey;
  readonly privateKey: CryptoKey;
}

/** Makes a fresh Ed25519 key whose private half cannot be exported. */
export async function makeKey(): Promise<SigningKey> {
  const pair = await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new TypeError('Ed25519 makes a pair');
  const { x } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  if (x === undefined) throw new TypeError('An exported Ed25519 key has x');
  const kid = `tender-${crypto.randomUUID()}`;
  // Browsers write `alg: "Ed25519"`; Open Payments asks for "EdDSA", so the JWK is written here, member by member.
  return { kid, publicKey: { kid, x, alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519' }, privateKey: pair.privateKey };
}

/** The form that wallets' developer-keys pages take: base64 of the JWK's JSON. */
export function toBase64(key: PublicKey): string {
  return btoa(JSON.stringify(key));
}

/** A signer for a key. Each call resolves to the 64 bytes of an Ed25519 signature (RFC 8032). */
export function signer(key: SigningKey): Sign {
  return async (data) => new Uint8Array(await crypto.subtle.sign('Ed25519', key.privateKey, data.slice()));
}
