import type { PayerWallet } from '../../model/payer-wallet.ts';
import type { RequestKey } from '../http/signature.ts';

/**
 * A key pair for one grant at a payee's wallet, so that the payee does not learn the payer's wallet address (Open Payments, directed
 * identity).
 */
export interface ThrowawayKey {
  readonly keyId: string;
  /** Non-extractable. Structured-cloneable, so that the journal can store it. */
  readonly privateKey: CryptoKey;
  readonly jwk: {
    readonly kid: string;
    readonly alg: 'EdDSA';
    readonly use: 'sig';
    readonly kty: 'OKP';
    readonly crv: 'Ed25519';
    readonly x: string;
  };
}

export async function createThrowawayKey(): Promise<ThrowawayKey> {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new TypeError('Ed25519 makes key pairs');
  const { x = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const keyId = crypto.randomUUID();
  return { keyId, privateKey: pair.privateKey, jwk: { kid: keyId, alg: 'EdDSA', use: 'sig', kty: 'OKP', crv: 'Ed25519', x } };
}

export function keyOfThrowaway({ keyId, privateKey }: Pick<ThrowawayKey, 'keyId' | 'privateKey'>): RequestKey {
  const sign = async (data: Uint8Array): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, new Uint8Array(data)));
  return { keyId, sign };
}

export function keyOfWallet({ keyId, sign }: PayerWallet): RequestKey {
  return { keyId, sign };
}
