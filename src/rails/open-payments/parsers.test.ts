import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { fromAnyBase64, sameBytes, toBase64, toBase64Url } from '../http/bytes.ts';
import { readRefusal } from '../http/refusal.ts';
import { cleanText } from '../http/text.ts';
import { isUnder, lastSegment, sameResource, sameSite, sameWalletAddress, siteOf, endpointUrl } from '../http/urls.ts';
import { grantAnswer } from '../gnap/wire.ts';
import { incomingPaymentAnswer, outgoingPaymentAnswer, quoteAnswer } from './wire.ts';
import { tokenText, wireAmount } from '../http/fields.ts';

describe('base64', () => {
  test('RFC 4648, section 10, in every spelling', () => {
    for (const [plain, encoded] of [
      ['f', 'Zg=='],
      ['fo', 'Zm8='],
      ['foo', 'Zm9v'],
      ['foobar', 'Zm9vYmFy'],
    ] as const) {
      const bytes = new TextEncoder().encode(plain);
      expect(toBase64(bytes)).toBe(encoded);
      expect(fromAnyBase64(encoded)).toEqual(bytes);
      expect(fromAnyBase64(encoded.replaceAll('=', ''))).toEqual(bytes);
    }
  });

  test('any bytes come back from any spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const padded = toBase64(bytes);
        const url = toBase64Url(bytes);
        for (const text of [padded, url, padded.replaceAll('=', ''), url.padEnd(padded.length, '=')]) {
          const back = fromAnyBase64(text);
          expect(back && sameBytes(back, bytes)).toBe(true);
        }
      }),
    );
  });

  test.each(['', '=', 'A', 'Zg===', 'Zm9v!', 'Zm 9v', 'Zm9v\n'])('%j is none', (text) => {
    expect(fromAnyBase64(text)).toBeUndefined();
  });
});

describe('amounts on the wire', () => {
  const parse = (amount: unknown): unknown => v.safeParse(wireAmount, amount).success;

  test('any unsigned 64-bit integer is read exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.integer({ min: 0, max: 255 }), (value, assetScale) => {
        expect(v.parse(wireAmount, { value: value.toString(), assetCode: 'USD', assetScale })).toEqual({
          value,
          assetCode: 'USD',
          assetScale,
        });
      }),
    );
  });

  test.each(['-1', '+1', '01', '1.0', '1e3', '', ' 1', '0x1', '18446744073709551616', '９', '1n', 'NaN'])('%j is no value', (value) => {
    expect(parse({ value, assetCode: 'USD', assetScale: 2 })).toBe(false);
  });

  test.each([-1, 256, 1.5, Number.NaN, '2', null])('%j is no scale', (assetScale) => {
    expect(parse({ value: '1', assetCode: 'USD', assetScale })).toBe(false);
  });
});

describe('answers', () => {
  const schemas = { grantAnswer, incomingPaymentAnswer, outgoingPaymentAnswer, quoteAnswer };
  test.each(Object.entries(schemas))('%s takes any JSON without throwing', (_name, schema) => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (json) => {
        v.safeParse(schema, json);
      }),
    );
  });

  test.each(['a b', 'a\nb', 'tök', '', 'a\u0000'])('%j is no token: it would not fit a header', (text) => {
    expect(v.safeParse(tokenText, text).success).toBe(false);
  });

  test('any error body makes a refusal with short, clean words', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ error: fc.jsonValue() }), fc.string()),
        fc.integer({ min: 400, max: 599 }),
        (body, status) => {
          const { params, code } = readRefusal('wallet.example', status, body, []);
          expect(code).toBe(status >= 500 || status === 429 ? 'server-error' : 'refused');
          expect((params['description'] ?? '').length).toBeLessThanOrEqual(400);
          expect(params['description'] ?? '').not.toMatch(/[\p{Cc}\p{Cf}]/u);
        },
      ),
    );
  });
});

test('text of servers is cut and without invisible characters', () => {
  expect(cleanText('  a\u202e\u200b\tb\n')).toBe('a b');
  expect(cleanText('x'.repeat(10_000), 10)).toBe('xxxxxxxxx…');
  expect(Array.from(cleanText('👟'.repeat(300)))).toHaveLength(200);
  expect(cleanText('\ud800')).toBe('');
});

describe('addresses', () => {
  test('under a base', () => {
    expect(endpointUrl('https://a.example/t/', 'quotes')).toBe('https://a.example/t/quotes');
    expect(isUnder('https://a.example/t/quotes/1', 'https://a.example/t')).toBe(true);
    expect(isUnder('https://a.example/tt/quotes/1', 'https://a.example/t')).toBe(false);
    expect(isUnder('https://b.example/t/quotes/1', 'https://a.example/t')).toBe(false);
    expect(isUnder('https://a.example/incoming-payments/1', 'https://a.example')).toBe(true);
    expect(lastSegment('https://a.example/t/quotes/1/')).toBe('1');
  });

  test('the same, in two spellings', () => {
    expect(sameResource('https://A.example:443/x', 'https://a.example/x')).toBe(true);
    expect(sameResource('https://a.example/x', 'https://a.example/X')).toBe(false);
    expect(sameResource('nonsense', 'nonsense')).toBe(false);
    expect(sameWalletAddress('https://a.example/Alice/', 'https://A.example/alice')).toBe(true);
    expect(sameWalletAddress('https://a.example/alice', 'https://a.example:8443/alice')).toBe(false);
    expect(sameWalletAddress('https://a.example/%7Ealice', 'https://a.example/~alice')).toBe(true);
    expect(sameWalletAddress('https://a.example/a%2fb', 'https://a.example/a/b')).toBe(false);
    expect(sameWalletAddress('https://a.example/a%2fb', 'https://a.example/a%2Fb')).toBe(true);
    expect(sameResource('https://a.example/%7Ealice/1', 'https://a.example/~alice/1')).toBe(true);
    expect(sameResource('https://a.example/%41', 'https://a.example/a')).toBe(false);
    expect(isUnder('https://a.example/~alice/1', 'https://a.example/%7ealice')).toBe(true);
  });

  test.each([
    ['auth.bank.example', 'bank.example'],
    ['bank.example', 'bank.example'],
    ['login.bank.co.uk', 'bank.co.uk'],
    ['bank.com.mx', 'bank.com.mx'],
    ['co.uk', 'co.uk'],
    ['a.b.c.wallet.localhost', 'wallet.localhost'],
  ])('%s is of %s', (host, site) => {
    expect(siteOf(host)).toBe(site);
  });

  test('addresses of one number are not of one site', () => {
    expect(sameSite('https://8.8.8.8/', 'https://1.1.8.8/')).toBe(false);
    expect(sameSite('https://8.8.8.8/a', 'https://8.8.8.8/b')).toBe(true);
  });
});
