import * as v from 'valibot';
import type { HttpDeps } from '../http/deps.ts';
import { call } from '../http/http.ts';
import { Refusal } from '../http/refusal.ts';
import { endpointUrl } from '../http/urls.ts';
import { jwk, jwksAnswer } from './wire.ts';

/** The public Ed25519 key as a wallet publishes it (RFC 8037). */
export interface PublicKey {
  readonly kid: string;
  readonly x: string;
}

/**
 * Whether the wallet address publishes exactly this key. False if the wallet has no key (404). Also false if another key has our `kid`,
 * because servers use the first key with a `kid`.
 * @throws {TenderError} the errors of `call` if the key set cannot be read.
 */
export async function isKeyPublished(deps: HttpDeps, walletAddress: string, key: PublicKey, signal: AbortSignal): Promise<boolean> {
  try {
    const { keys } = await call(deps, { method: 'GET', url: endpointUrl(walletAddress, 'jwks.json'), signal }, jwksAnswer);
    const first = keys.find((candidate): candidate is PublicKey => v.is(jwk, candidate) && candidate.kid === key.kid);
    return first?.x === key.x;
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.facts.status === 404) return false;
    throw thrown;
  }
}
