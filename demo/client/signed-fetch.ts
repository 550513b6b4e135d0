import { createHash, randomUUID, sign } from 'node:crypto';
import type { WorldFetch } from '../http/world-fetch.ts';
import type { SigningKey } from './key.ts';

export interface SignedRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly token?: string;
  readonly idempotencyKey?: string;
  readonly body?: unknown;
}

/** Sends a request signed with RFC 9421 as Open Payments requires: label `sig1`, digest of the exact bytes. */
export async function signedFetch(fetch: WorldFetch, key: SigningKey, request: SignedRequest): Promise<Response> {
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const headers = signedHeaders(key, request, body);
  return fetch(request.url, {
    method: request.method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });
}

/** The headers of a signed request; `body` is the exact text that will be sent. */
export function signedHeaders(
  key: SigningKey,
  { method, url, token, idempotencyKey }: SignedRequest,
  body: string | undefined,
  created = Math.floor(Date.now() / 1000),
): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' };
  const covered: [string, string][] = [
    ['@method', method],
    ['@target-uri', url],
  ];
  const cover = (name: string, value: string) => {
    headers[name] = value;
    covered.push([name, value]);
  };
  if (token !== undefined) cover('authorization', `GNAP ${token}`);
  if (idempotencyKey !== undefined) cover('idempotency-key', idempotencyKey);
  if (body !== undefined) {
    cover('content-digest', `sha-512=:${createHash('sha512').update(body).digest('base64')}:`);
    cover('content-length', String(Buffer.byteLength(body)));
    cover('content-type', 'application/json');
  }
  const names = covered.map(([name]) => `"${name}"`).join(' ');
  const parameters = `(${names});created=${created};keyid="${key.jwk.kid}";nonce="${randomUUID()}"`;
  const lines = covered.map(([name, value]) => `"${name}": ${value}`);
  const base = [...lines, `"@signature-params": ${parameters}`].join('\n');
  headers['signature-input'] = `sig1=${parameters}`;
  headers['signature'] = `sig1=:${sign(null, Buffer.from(base), key.privateKey).toString('base64')}:`;
  return headers;
}
