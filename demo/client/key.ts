import { createPrivateKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import * as v from 'valibot';

/** An Ed25519 public key as Open Payments publishes it. */
export const jwkSchema = v.object({
  kid: v.pipe(v.string(), v.minLength(1)),
  alg: v.literal('EdDSA'),
  use: v.optional(v.literal('sig')),
  kty: v.literal('OKP'),
  crv: v.literal('Ed25519'),
  x: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
});

export type Jwk = v.InferOutput<typeof jwkSchema>;

const storedKeySchema = v.object({ jwk: jwkSchema, pkcs8: v.string() });

export interface SigningKey {
  readonly jwk: Jwk;
  readonly privateKey: KeyObject;
}

/** Creates an Ed25519 key pair. */
export function createKey(kid: string = randomUUID()): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x } = v.parse(v.object({ x: v.string() }), publicKey.export({ format: 'jwk' }));
  return { jwk: { kid, alg: 'EdDSA', use: 'sig', kty: 'OKP', crv: 'Ed25519', x }, privateKey };
}

export function serializeKey({ jwk, privateKey }: SigningKey): string {
  const pkcs8 = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return JSON.stringify({ jwk, pkcs8 });
}

export function deserializeKey(text: string): SigningKey {
  const { jwk, pkcs8 } = v.parse(storedKeySchema, JSON.parse(text));
  return { jwk, privateKey: createPrivateKey(pkcs8) };
}
