import { noAllowances } from '../../../tests/rails/no-allowances.ts';
import { describe, expect, test } from 'vitest';
import type { Intent } from '../../model/intent.ts';
import { TenderError } from '../../model/errors.ts';
import { openPaymentsRail } from './rail.ts';

const never = (): Promise<never> => Promise.reject(new TenderError('internal'));
const rail = openPaymentsRail({
  fetch: never,
  clock: { now: () => 0, sleep: never },
  policy: 'production',
  allowances: noAllowances,
  finishUrl: 'https://id.chromiumapp.org/',
  disclosures: { isAllowed: never },
  wallets: { get: never },
  tokens: { get: never, put: never, delete: never },
});
const PAYABLE = 'https://shop.example/incoming-payments/1';

describe('what a page may ask', () => {
  test.each([
    ['incomingPayment', PAYABLE, PAYABLE],
    ['incomingPayment', 'https://SHOP.example:443/incoming-payments/1', PAYABLE],
    ['incomingPayment', 'https://shop.example/tenant/incoming-payments/a-b', 'https://shop.example/tenant/incoming-payments/a-b'],
    ['walletAddress', 'https://shop.example/shop', 'https://shop.example/shop'],
    ['walletAddress', '$shop.example/shop', 'https://shop.example/shop'],
  ])('%s %s', (kind, value, target) => {
    expect(rail.parseRequest(kind, value)).toEqual({ rail: 'open-payments', kind, target });
  });

  test.each([
    ['incomingPayment', 'http://shop.example/incoming-payments/1', 'insecure-url'],
    ['incomingPayment', 'https://127.0.0.1/incoming-payments/1', 'insecure-url'],
    ['incomingPayment', 'https://shop.example/incoming-payments/1#x', 'insecure-url'],
    ['incomingPayment', 'https://shop.example/incoming-payments/1?x=1', 'invalid-request'],
    ['incomingPayment', 'https://shop.example/incoming-payments/', 'invalid-request'],
    ['incomingPayment', 'https://shop.example/shop', 'invalid-request'],
    ['incomingPayment', 'incoming-payments/1', 'invalid-request'],
    ['incomingPayment', 42, 'invalid-request'],
    ['incomingPayment', null, 'invalid-request'],
    ['incomingPayment', undefined, 'invalid-request'],
    ['incomingPayment', { toString: () => PAYABLE }, 'invalid-request'],
    ['walletAddress', 'shop.example/shop', 'invalid-request'],
    ['walletAddress', '$', 'invalid-request'],
    ['walletAddress', 'https://shop.example/shop?x', 'invalid-request'],
    ['walletAddress', 'http://shop.example/shop', 'insecure-url'],
    ['other', PAYABLE, 'invalid-request'],
  ])('%s %j → %s', (kind, value, code) => {
    expect(() => rail.parseRequest(kind, value)).toThrow(expect.objectContaining({ code }));
  });
});

describe('one key, one payment', () => {
  const intent = (kind: string, target: string, more: Partial<Intent> = {}): Intent => ({
    requestId: 'r',
    source: { kind: 'page', origin: 'https://shop.example', topOrigin: 'https://shop.example', tabId: 1, frameId: 0, documentId: 'd' },
    methodName: 'interledger',
    request: rail.parseRequest(kind, target),
    total: { currency: 'MXN', value: '1.00' },
    items: [],
    pending: false,
    ...more,
  });

  test('an incoming payment is one, whoever asks', () => {
    const other = { requestId: 's', total: { currency: 'EUR', value: '2' } };
    expect(rail.keyOf(intent('incomingPayment', PAYABLE))).toBe(
      rail.keyOf(intent('incomingPayment', PAYABLE.replace('shop', 'SHOP'), other)),
    );
    expect(rail.keyOf(intent('incomingPayment', PAYABLE))).not.toBe(rail.keyOf(intent('incomingPayment', `${PAYABLE}2`)));
  });

  test('a wallet address is paid once for each request of one shop', () => {
    const key = rail.keyOf(intent('walletAddress', '$shop.example/a'));
    expect(rail.keyOf(intent('walletAddress', 'https://shop.example/a'))).toBe(key);
    expect(rail.keyOf(intent('walletAddress', '$shop.example/a', { requestId: 's' }))).not.toBe(key);
    expect(rail.keyOf(intent('walletAddress', '$shop.example/a', { total: { currency: 'MXN', value: '2.00' } }))).not.toBe(key);
    expect(rail.keyOf(intent('walletAddress', '$shop.example/b'))).not.toBe(key);
    const elsewhere = { ...intent('walletAddress', '$shop.example/a').source, origin: 'https://other.example' };
    expect(rail.keyOf(intent('walletAddress', '$shop.example/a', { source: elsewhere }))).not.toBe(key);
  });
});
