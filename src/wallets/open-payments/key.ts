import type { Sign } from '../../model/payer-wallet.ts';

/** A public Ed25519 key in the format of a wallet's `jwks.json` (RFC 8037). */
export interface PublicKey {
  readonly kid: string;
  readonly x: string;
  readonly alg: 'EdDSA';
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
}

/** A signing key with a non-extractable private key. */
export interface SigningKey {
  readonly kid: string;
  readonly publicKey: PublicKey;
  readonly privateKey: CryptoKey;
}

/** Creates an Ed25519 key with a non-extractable private key. */
export async function makeKey(): Promise<SigningKey> {
  const pair = await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new TypeError('Ed25519 makes a pair');
  const { x } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  if (x === undefined) throw new TypeError('An exported Ed25519 key has x');
  const kid = `tender-${crypto.randomUUID()}`;
  // Browsers write `alg: "Ed25519"`, but Open Payments requires "EdDSA". So the JWK is built here.
  return { kid, publicKey: { kid, x, alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519' }, privateKey: pair.privateKey };
}

/** The format of wallets' developer key pages: base64 of the JWK's JSON. */
export function toBase64(key: PublicKey): string {
  return btoa(JSON.stringify(key));
}

/** Returns a function that signs with the key. It resolves to the 64 bytes of an Ed25519 signature (RFC 8032). */
export function signer(key: SigningKey): Sign {
  return async (data) => new Uint8Array(await crypto.subtle.sign('Ed25519', key.privateKey, data.slice()));
}
