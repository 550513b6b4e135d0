import { describe, expect, it } from 'vitest';
import { parseOrder, readOrder } from './order.ts';
import { parseOpenChargeRequest } from './request.ts';

const GOOD = {
  ocid: '500',
  id: 'order-1',
  amount: '99.99',
  currency: 'USD',
  items: [{ id: 'a', name: 'Product A', quantity: 3, price: '33.33' }],
  createdAt: 1_764_300_000,
  expiresAt: 1_764_301_800,
  accepts: ['200'],
};
const withFields = (more: object) => ({ ...GOOD, ...more });
const priced = (...items: readonly (readonly [number, string])[]) =>
  withFields({ items: items.map(([quantity, price]) => ({ name: 'x', quantity, price })) });

describe('an order', () => {
  it('is read, and kept as the text that was signed, with fields that nobody knows', () => {
    const order = parseOrder(withFields({ reference: 'INV-1', memo: 'Thanks' }));
    expect(order).toMatchObject({ merchant: '500', id: 'order-1', total: { currency: 'USD', value: '99.99' }, memo: 'Thanks' });
    expect(order).toMatchObject({ createdAt: 1_764_300_000_000, expiresAt: 1_764_301_800_000, itemsDiffer: false, accepts: ['200'] });
    expect(order.text).toContain('"reference":"INV-1"');
    expect(readOrder(order.text)).toEqual(order);
  });

  it('may write OCIDs as numbers, as older ones do, and needs no items', () => {
    expect(parseOrder(withFields({ ocid: 500, accepts: [100, 200] }))).toMatchObject({ merchant: '500', accepts: ['100', '200'] });
    const { items: _, ...without } = GOOD;
    expect(parseOrder(without)).toMatchObject({ items: [], itemsDiffer: false });
  });

  it('may have decimals that say nothing, and is then the same sum', () => {
    expect(parseOrder(withFields({ amount: '99.9900' })).itemsDiffer).toBe(false);
  });
});

it.each([
  ['a tax on top', priced([1, '90.00']), true],
  ['a discount', priced([2, '90.00']), true],
  ['exactly', priced([1, '90.00'], [1, '9.99']), false],
  [
    'sums beyond what a number can say',
    withFields({ amount: '90071992547409.93', items: [{ name: 'x', quantity: 1, price: '90071992547409.92' }] }),
    true,
  ],
])('items that add up with %s', (_, order, differ) => {
  expect(parseOrder(order).itemsDiffer).toBe(differ);
});

it.each([
  ['an amount as a number', withFields({ amount: 99.99 }), 'invalid-request'],
  ['an exponent', withFields({ amount: '1e2' }), 'malformed-amount'],
  ['a negative amount', withFields({ amount: '-1.00' }), 'malformed-amount'],
  ['a sign', withFields({ amount: '+1.00' }), 'malformed-amount'],
  ['hex', withFields({ amount: '0x10' }), 'malformed-amount'],
  ['a comma', withFields({ amount: '1,00' }), 'malformed-amount'],
  ['other digits', withFields({ amount: '१.००' }), 'malformed-amount'],
  ['nothing to pay', withFields({ amount: '0.00' }), 'malformed-amount'],
  ['an amount without end', withFields({ amount: '9'.repeat(50) }), 'malformed-amount'],
  ['too fine an amount', withFields({ amount: '99.999' }), 'amount-too-fine'],
  ['too fine an amount of yen', withFields({ currency: 'JPY', amount: '99.9', items: [] }), 'amount-too-fine'],
  ['a price as a number', withFields({ items: [{ name: 'x', quantity: 1, price: 99.99 }] }), 'invalid-request'],
  ['a negative price', priced([1, '-1.00']), 'malformed-amount'],
  ['a price with an exponent', priced([1, '1e2']), 'malformed-amount'],
  ['a part of an item', priced([0.5, '1.00']), 'invalid-request'],
  ['no item of a kind', priced([0, '1.00']), 'invalid-request'],
  ['10,000 items', priced(...Array.from({ length: 10_000 }, () => [1, '1.00'] as const)), 'invalid-request'],
  ['600 short items', priced(...Array.from({ length: 600 }, () => [1, '1'] as const)), 'invalid-request'],
  ['more text than an order needs', withFields({ memo: 'x'.repeat(40_000) }), 'invalid-request'],
  ['a currency that is none', withFields({ currency: 'usd' }), 'invalid-request'],
  ['no id', withFields({ id: '' }), 'invalid-request'],
  ['an OCID that is none', withFields({ ocid: '0500' }), 'invalid-request'],
  ['an OCID below zero', withFields({ ocid: -1 }), 'invalid-request'],
  ['accepting nobody', withFields({ accepts: [] }), 'no-settlement'],
  ['accepting too many', withFields({ accepts: Array.from({ length: 40 }, (__, index) => String(index)) }), 'invalid-request'],
  ['a time that is none', withFields({ expiresAt: '1764301800' }), 'invalid-request'],
  ['a list', [GOOD], 'invalid-request'],
  ['nothing', undefined, 'invalid-request'],
])('no order has %s', (_, order, code) => {
  expect(() => parseOrder(order)).toThrow(expect.objectContaining({ code }));
});

describe('a request', () => {
  const value = (more: object = {}) => ({
    order: GOOD,
    signature: 'ab',
    merchantOcid: '500',
    checkoutUrl: 'https://gateway.example/checkout/sess_1',
    ...more,
  });

  it('is kept with its order and signature', () => {
    const request = parseOpenChargeRequest('opencharge', value({ merchantOcid: 500 }), 'production');
    expect(request).toMatchObject({ rail: 'opencharge', target: 'https://gateway.example/checkout/sess_1', details: { signature: 'ab' } });
  });

  it.each([
    ['an order of another merchant', { merchantOcid: '501' }, 'invalid-request'],
    ['a checkout over http', { checkoutUrl: 'http://gateway.example/checkout/sess_1' }, 'insecure-url'],
    ['a checkout on a private host', { checkoutUrl: 'https://192.168.0.1/checkout/sess_1' }, 'insecure-url'],
    ['a checkout with a password', { checkoutUrl: 'https://gateway.example@evil.example/sess_1' }, 'insecure-url'],
    ['a checkout with a query', { checkoutUrl: 'https://gateway.example/checkout/sess_1?x=1' }, 'invalid-request'],
    ['a checkout without a session', { checkoutUrl: 'https://gateway.example/' }, 'invalid-request'],
    ['a session that is a path', { checkoutUrl: 'https://gateway.example/checkout/..%2Fproof' }, 'invalid-request'],
    ['no signature', { signature: undefined }, 'invalid-request'],
    ['no checkout', { checkoutUrl: undefined }, 'invalid-request'],
  ])('is refused for %s', (_, more, code) => {
    expect(() => parseOpenChargeRequest('opencharge', value(more), 'production')).toThrow(expect.objectContaining({ code }));
  });
});
