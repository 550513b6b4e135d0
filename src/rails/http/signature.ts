import './buffer-shim.ts';
import { signMessage } from 'http-message-signatures/lib/httpbis/index.js';
import type { Sign } from '../../model/payer-wallet.ts';
import { randomText, toBase64 } from './bytes.ts';

/** A key that signs requests. `keyId` is the `kid` of its public key. */
export interface RequestKey {
  readonly keyId: string;
  readonly sign: Sign;
}

export interface UnsignedRequest {
  readonly method: string;
  /** Exactly the requested URL, as in `URL.href`. */
  readonly url: string;
  /** Exactly the text that is sent. */
  readonly body?: string;
  /** Value of the `authorization` header. */
  readonly authorization?: string;
  /** Value of the `idempotency-key` header. */
  readonly idempotencyKey?: string;
}

interface Signable {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
}

interface SignOptions {
  readonly key: { readonly id: string; readonly alg: string; readonly sign: Sign };
  readonly name: string;
  readonly fields: readonly string[];
  readonly params: readonly string[];
  readonly paramValues: { readonly created: Date; readonly expires: Date; readonly nonce: string };
}

// The library's types require Node's Buffer, which is a Uint8Array. Workers have Uint8Array only.
const signRequest = signMessage as unknown as (options: SignOptions, request: Signable) => Promise<Signable>;

/**
 * Lifetime of a signature in milliseconds, so that a captured request cannot be replayed later at servers that check it. Not shorter than
 * the clock difference that servers accept: otherwise the signatures of a slow clock would always be expired.
 */
const LIFETIME = 5 * 60_000;
const NEVER_SET = 'content-length';

/**
 * Signs a request as RFC 9421 and the Open Payments specification require: label `sig1`, covering the method, the target URI, the access
 * token and the digest of the body (RFC 9530, sha-512). Returns all headers to send except `content-length`, which is signed as the number
 * of UTF-8 bytes and set by the browser.
 */
export async function signedHeaders(request: UnsignedRequest, key: RequestKey, now: number): Promise<Record<string, string>> {
  const headers = await coveredHeaders(request);
  const signed = await signRequest(
    {
      key: { id: key.keyId, alg: 'ed25519', sign: key.sign },
      name: 'sig1',
      fields: ['@method', '@target-uri', ...Object.keys(headers)],
      params: ['created', 'expires', 'nonce', 'keyid', 'alg'],
      paramValues: { created: new Date(now), expires: new Date(now + LIFETIME), nonce: randomText(16) },
    },
    { method: request.method, url: request.url, headers },
  );
  return Object.fromEntries(Object.entries(signed.headers).filter(([name]) => name !== NEVER_SET));
}

/** The headers that the signature covers, in the order of the signature's parameters. */
async function coveredHeaders({ body, authorization, idempotencyKey }: UnsignedRequest): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  if (authorization !== undefined) headers['authorization'] = authorization;
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
  if (body === undefined) return headers;
  const bytes = new TextEncoder().encode(body);
  headers['content-digest'] = `sha-512=:${toBase64(new Uint8Array(await crypto.subtle.digest('SHA-512', bytes)))}:`;
  headers['content-length'] = String(bytes.length);
  headers['content-type'] = 'application/json';
  return headers;
}
