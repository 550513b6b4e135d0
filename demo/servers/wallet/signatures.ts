import { getKeyId, validateSignature, validateSignatureHeaders } from '@interledger/http-signature-utils';
import type { Jwk } from '../../client/key.ts';
import type { FaultRule } from '../../faults.ts';
import type { RawRequest } from '../../http/raw-request.ts';

export type SignatureVerdict = 'valid' | 'invalid headers' | 'no key id' | 'unknown key' | 'invalid' | 'stale';

/** Maximum age of `created` for servers that check the time (the `clock-skew` fault). */
const MAX_AGE_SECONDS = 60;

/** The `keyid` of a request, or the problem of its signature headers. */
export function signatureKeyId(raw: RawRequest): { keyId: string } | { problem: 'invalid headers' | 'no key id' } {
  if (!validateSignatureHeaders(verifiable(raw))) return { problem: 'invalid headers' };
  const keyId = getKeyId(raw.headers['signature-input'] ?? '');
  return keyId === undefined ? { problem: 'no key id' } : { keyId };
}

/** Verifies a request's signature with the client's published keys. */
export async function checkSignature(raw: RawRequest, keys: readonly Jwk[], strictClock?: FaultRule): Promise<SignatureVerdict> {
  const named = signatureKeyId(raw);
  if ('problem' in named) return named.problem;
  const key = keys.find(({ kid }) => kid === named.keyId);
  if (!key) return 'unknown key';
  if (strictClock && !isFresh(raw, strictClock.seconds ?? 0)) return 'stale';
  return (await isSignedBy(key, raw)) ? 'valid' : 'invalid';
}

async function isSignedBy({ kid, alg, kty, crv, x }: Jwk, raw: RawRequest): Promise<boolean> {
  try {
    return await validateSignature({ kid, alg, kty, crv, x }, verifiable(raw));
  } catch {
    return false;
  }
}

function isFresh(raw: RawRequest, skewSeconds: number): boolean {
  const created = /;created=(\d+)/.exec(raw.headers['signature-input'] ?? '')?.[1];
  if (created === undefined) return false;
  return Math.abs(Date.now() / 1000 + skewSeconds - Number(created)) <= MAX_AGE_SECONDS;
}

// The digest is compared with the re-serialised body, like in existing servers: a client that sends other text than the output of
// JSON.stringify fails.
function verifiable({ method, url, headers, body }: RawRequest) {
  return { method, url, headers: { ...headers }, ...(body === '' ? {} : { body: reserialised(body) }) };
}

function reserialised(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}
