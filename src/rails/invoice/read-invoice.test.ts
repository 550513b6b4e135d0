import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TenderError } from '../../model/errors.ts';
import type { HttpDeps } from '../http/deps.ts';
import { readCredentials } from './credentials.ts';
import { resolveInvoice } from './resolve.ts';

const URL_TEXT = 'https://acquirer.example/invoices/1';
const NOW = Date.parse('2026-11-21T12:00:00Z');
const good = {
  name: '//acquirer.example/invoices/1',
  subject: '$acquirer.example/merchant',
  amount: 200,
  asset: { code: 'USD', scale: 2 },
  received: 158,
  expiresAt: '2026-11-21T13:00:00Z',
  description: 'Two books',
};
const SECRET = Buffer.alloc(32, 1).toString('base64');

function answering(body: unknown, status = 200, type = 'application/json'): HttpDeps {
  return {
    fetch: () =>
      Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'content-type': type } })),
    clock: { now: () => NOW, sleep: () => Promise.resolve() },
    policy: 'production',
  };
}

const { signal } = new AbortController();
const resolve = (body: unknown, status?: number) => resolveInvoice(answering(body, status), URL_TEXT, signal);

describe('an invoice', () => {
  test('says who is paid, what is left, and until when', async () => {
    expect(await resolve(good)).toEqual({
      url: URL_TEXT,
      payee: { walletAddress: 'https://acquirer.example/merchant', asset: { code: 'USD', scale: 2 } },
      due: { value: 42n, assetCode: 'USD', assetScale: 2 },
      received: { value: 158n, assetCode: 'USD', assetScale: 2 },
      description: 'Two books',
      expiresAt: Date.parse(good.expiresAt),
    });
  });

  test.each([
    ['a flat asset', { asset: undefined, assetCode: 'USD', assetScale: 2 }],
    ['both spellings, the same', { assetCode: 'USD', assetScale: 2 }],
    ['amounts in words of digits', { amount: '200', received: '158' }],
    ['its name as a whole URL', { name: URL_TEXT }],
    ['its payee as a URL', { subject: 'https://acquirer.example/merchant' }],
  ])('may be written with %s', async (_, change) => {
    expect((await resolve({ ...good, ...change })).due?.value).toBe(42n);
  });

  test('of the largest sum there is', async () => {
    const largest = (2n ** 64n - 1n).toString();
    expect((await resolve({ ...good, amount: largest, received: 0 })).due?.value).toBe(2n ** 64n - 1n);
  });

  test.each([
    ['another name', { name: '//evil.example/invoices/1' }],
    ['another id', { name: '//acquirer.example/invoices/2' }],
    ['a relative name', { name: '/invoices/1' }],
    ['no name', { name: undefined }],
    ['more received than asked for', { received: 201 }],
    ['a negative amount', { amount: -1 }],
    ['nothing asked for', { amount: 0, received: 0 }],
    ['a fraction', { amount: 200.5 }],
    ['a number that is not exact', { amount: 2 ** 53 }],
    ['a sum beyond 64 bits', { amount: (2n ** 64n).toString() }],
    ['an exponent', { amount: '2e2' }],
    ['two assets', { assetCode: 'EUR', assetScale: 2 }],
    ['no asset', { asset: undefined }],
    ['a scale that is none', { asset: { code: 'USD', scale: 256 } }],
    ['a payee that is none', { subject: 'the merchant' }],
    ['a payee at home', { subject: '$localhost/merchant' }],
  ])('is refused with %s', async (_, change) => {
    await expect(resolve({ ...good, ...change })).rejects.toMatchObject({ code: 'malformed', params: { host: 'acquirer.example' } });
  });

  test.each([
    ['A5: paid', { received: 200, status: 'paid' }, 200, 'payable-completed'],
    ['A5: paid, by its sums alone', { received: 200 }, 200, 'payable-completed'],
    ['expired', { status: 'expired' }, 410, 'payable-expired'],
    ['expired, by the 410 alone', { expiresAt: '2026-11-21T11:59:59Z' }, 410, 'payable-expired'],
  ])('%s', async (_, change, status, code) => {
    await expect(resolve({ ...good, ...change }, status)).rejects.toMatchObject({ code });
  });

  test('that is past by our clock alone is for its server to judge', async () => {
    await expect(resolve({ ...good, expiresAt: '2026-11-21T11:59:59Z' })).resolves.toMatchObject({ url: URL_TEXT });
  });

  test('that the server does not know', async () => {
    await expect(resolve({ error: 'not_found', message: 'no' }, 404)).rejects.toMatchObject({ code: 'payable-unknown' });
  });

  test('A3: is not looked for where a redirect leads', async () => {
    let calls = 0;
    const deps: HttpDeps = {
      ...answering(good),
      fetch: () => {
        calls += 1;
        return Promise.resolve(new Response(null, { status: 302, headers: { location: 'https://evil.example/invoices/1' } }));
      },
    };
    await expect(resolveInvoice(deps, URL_TEXT, signal)).rejects.toMatchObject({ code: 'redirected' });
    expect(calls).toBe(1);
  });

  test('A4: of a payee at another host is marked', async () => {
    expect(await resolve({ ...good, subject: '$paypal.example' })).toMatchObject({
      isSubjectElsewhere: true,
      payee: { walletAddress: 'https://paypal.example/.well-known/pay' },
    });
  });

  test('keeps no credential that came with it', async () => {
    const told = await resolve({
      ...good,
      destination_address: 'test.merchant',
      shared_secret: SECRET,
      ilpAddress: 'test.x',
      sharedSecret: SECRET,
    });
    expect(Object.keys(told).toSorted()).toEqual(['description', 'due', 'expiresAt', 'payee', 'received', 'url']);
  });

  test('is read or refused in words, whatever it says', async () => {
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(good)));
    const body = fc.record(
      { name: field, subject: field, amount: field, asset: field, received: field, expiresAt: field },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(body, async (change) => {
        try {
          const { due, received } = await resolve({ ...good, ...change });
          expect(due?.value).toBeGreaterThan(0n);
          expect(received.value).toBeGreaterThanOrEqual(0n);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(TenderError);
        }
      }),
    );
  });
});

describe('A11: payment credentials', () => {
  const read = (fields: object) => readCredentials(answering({ ...good, ...fields }), URL_TEXT, signal);

  test.each([
    ['the first generation’s names', { destination_address: 'test.merchant.1~a', shared_secret: SECRET }],
    ['the third generation’s', { ilpAddress: 'test.merchant.1~a', sharedSecret: SECRET.replaceAll('=', '') }],
  ])('under %s', async (_, fields) => {
    const { credentials } = await read(fields);
    expect(credentials.ilpAddress).toBe('test.merchant.1~a');
    expect(credentials.sharedSecret).toEqual(new Uint8Array(32).fill(1));
  });

  test.each([
    ['a secret of 16 bytes', { ilpAddress: 'test.a', sharedSecret: Buffer.alloc(16).toString('base64') }],
    ['a secret that is no base64', { ilpAddress: 'test.a', sharedSecret: '!'.repeat(43) }],
    ['an address with a space', { ilpAddress: 'test.a b', sharedSecret: SECRET }],
    ['a URL as address', { ilpAddress: 'https://a.example', sharedSecret: SECRET }],
    ['an address alone', { ilpAddress: 'test.a' }],
    ['a secret alone', { shared_secret: SECRET }],
  ])('with %s are refused, and not repeated in the error', async (_, fields) => {
    const thrown: unknown = await read(fields).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'malformed', params: { what: 'credentials' } });
    expect(String(thrown)).not.toContain('AAAA');
  });

  test('that no way tells', async () => {
    await expect(read({})).rejects.toMatchObject({ code: 'payee-not-payable' });
  });
});
