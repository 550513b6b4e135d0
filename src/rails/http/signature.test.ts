import { validateSignature, validateSignatureHeaders } from '@interledger/http-signature-utils';
import * as fc from 'fast-check';
import { httpbis, createVerifier } from 'http-message-signatures';
import { createPublicKey } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createThrowawayKey, keyOfThrowaway } from '../gnap/keys.ts';
import type { UnsignedRequest } from './signature.ts';
import { signedHeaders } from './signature.ts';

const NOW = 1_790_000_000_000;
const key = await createThrowawayKey();
const URL_TEXT = 'https://auth.wallet.example/tenant';

async function signed(request: UnsignedRequest): Promise<{ method: string; url: string; headers: Record<string, string>; body?: string }> {
  const headers = await signedHeaders(request, keyOfThrowaway(key), NOW);
  const arrived = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const { body } = request;
  // What the network stack adds by itself.
  const length = body === undefined ? {} : { 'content-length': String(new TextEncoder().encode(body).length) };
  return { method: request.method, url: request.url, headers: { ...arrived, ...length }, ...(body === undefined ? {} : { body }) };
}

const cases: readonly UnsignedRequest[] = [
  { method: 'GET', url: 'https://wallet.example/incoming-payments/1', authorization: 'GNAP token' },
  {
    method: 'GET',
    url: 'https://wallet.example/outgoing-payments?wallet-address=https%3A%2F%2Fwallet.example%2Falice&first=50',
    authorization: 'GNAP t',
  },
  { method: 'POST', url: URL_TEXT, body: '{"client":"https://wallet.example/alice"}' },
  { method: 'POST', url: URL_TEXT, body: '{"name":"Sofía 靴 👟"}', authorization: 'GNAP token' },
  { method: 'DELETE', url: 'https://auth.wallet.example/continue/1', authorization: 'GNAP token' },
  { method: 'POST', url: 'https://auth.wallet.example/token/1', authorization: 'GNAP token' },
];

describe('RFC 9421, as Open Payments servers check it', () => {
  test.each(cases)('$method $url', async (request) => {
    const arrived = await signed(request);
    expect(validateSignatureHeaders(arrived)).toBeTruthy();
    expect(await validateSignature(key.jwk, arrived)).toBe(true);
  });

  test.each(cases)('and by the library that signed, $method $url', async (request) => {
    const verify = createVerifier(createPublicKey({ key: { ...key.jwk }, format: 'jwk' }), 'ed25519');
    const options = {
      keyLookup: () => Promise.resolve({ id: key.keyId, algs: ['ed25519'], verify }),
      requiredParams: ['created', 'expires', 'nonce', 'keyid'],
      requiredFields: ['@method', '@target-uri', ...(request.body === undefined ? [] : ['content-digest'])],
      notAfter: new Date(NOW + 1000),
    };
    vi.useFakeTimers({ now: NOW });
    expect(await httpbis.verifyMessage(options, await signed(request))).toBe(true);
    vi.useRealTimers();
  });

  test('label, parameters and covered components are what the strictest server takes', async () => {
    const { headers } = await signed({ method: 'POST', url: URL_TEXT, body: '{}', authorization: 'GNAP t' });
    expect(headers['signature-input']).toMatch(
      /^sig1=\("@method" "@target-uri" "authorization" "content-digest" "content-length" "content-type"\);created=1790000000;expires=1790000300;nonce="[\w-]{22}";keyid="[0-9a-f-]{36}";alg="ed25519"$/,
    );
    expect(headers['signature']).toMatch(/^sig1=:[A-Za-z0-9+/]{86}==:$/);
    expect(headers['content-digest']).toMatch(/^sha-512=:[A-Za-z0-9+/]{86}==:$/);
  });

  test.each([
    ['another address', { url: 'https://auth.wallet.example/other' }],
    ['another method', { method: 'PUT' }],
  ])('says nothing for %s', async (_name, change) => {
    const arrived = { ...(await signed(cases[2] ?? { method: '', url: '' })), ...change };
    expect(await validateSignature(key.jwk, arrived)).toBe(false);
  });

  test('says nothing for another token or body', async () => {
    const arrived = await signed(cases[3] ?? { method: '', url: '' });
    expect(await validateSignature(key.jwk, { ...arrived, headers: { ...arrived.headers, authorization: 'GNAP other' } })).toBe(false);
    expect(validateSignatureHeaders({ ...arrived, body: '{"name":"x"}' })).toBe(false);
  });

  test('no two signatures of one request are equal', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => signed({ method: 'GET', url: URL_TEXT })));
    expect(new Set(made.map(({ headers }) => headers['signature'])).size).toBe(20);
  });

  test('the content-length is left to the network stack', async () => {
    expect(Object.keys(await signedHeaders({ method: 'POST', url: URL_TEXT, body: '{}' }, keyOfThrowaway(key), NOW))).not.toContain(
      'content-length',
    );
  });

  test('any JSON body is signed as it is sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.object({ maxDepth: 3 }), async (value) => {
        const body = JSON.stringify({ value });
        const arrived = await signed({ method: 'POST', url: URL_TEXT, body });
        expect(validateSignatureHeaders(arrived)).toBeTruthy();
        expect(await validateSignature(key.jwk, arrived)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe('without a Buffer, as in a service worker', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('the shim is enough to sign', async () => {
    const { Buffer } = globalThis;
    vi.stubGlobal('Buffer', undefined);
    vi.resetModules();
    const fresh = await import('./signature.ts');
    const headers = await fresh.signedHeaders({ method: 'POST', url: URL_TEXT, body: '{}' }, keyOfThrowaway(key), NOW);
    vi.stubGlobal('Buffer', Buffer);
    const arrived = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const request = { method: 'POST', url: URL_TEXT, body: '{}', headers: { ...arrived, 'content-length': '2' } };
    expect(await validateSignature(key.jwk, request)).toBe(true);
  });
});

test('a throwaway key cannot leave', async () => {
  await expect(crypto.subtle.exportKey('jwk', key.privateKey)).rejects.toThrow();
  expect(structuredClone(key.privateKey)).toBeInstanceOf(CryptoKey);
});
