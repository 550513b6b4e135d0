import { describe, expect, test } from 'vitest';
import type { PaymentAccess } from './access.ts';
import { grantedDebit, grantsQuotes, isWithin, toAccessRequest } from './access.ts';

const asked: PaymentAccess = {
  walletAddress: 'https://wallet.example/alice',
  receiver: 'https://shop.example/incoming-payments/1',
  debit: { value: 8080n, assetCode: 'USD', assetScale: 2 },
};
const limits = { receiver: asked.receiver, debitAmount: { value: '8080', assetCode: 'USD', assetScale: 2 } };
const item = { type: 'outgoing-payment', actions: ['create', 'read'], identifier: asked.walletAddress, limits };

test('what is asked is what a wallet gives back', () => {
  expect(toAccessRequest(asked)).toEqual([item]);
  expect(isWithin(toAccessRequest(asked), asked)).toBe(true);
});

describe('as much, or less', () => {
  test.each([
    ['other order of actions', { ...item, actions: ['read', 'create'] }],
    ['only create', { ...item, actions: ['create'] }],
    ['a lower limit', { ...item, limits: { ...limits, debitAmount: { ...limits.debitAmount, value: '8079' } } }],
    ['both amounts limited', { ...item, limits: { ...limits, receiveAmount: { value: '140000', assetCode: 'MXN', assetScale: 2 } } }],
    ['the address with a slash', { ...item, identifier: `${asked.walletAddress}/` }],
    ['empty fields', { ...item, limits: { ...limits, interval: null, receiveAmount: null } }],
  ])('%s', (_name, granted) => {
    expect(isWithin([granted], asked)).toBe(true);
  });
});

describe('more', () => {
  test.each([
    ['no item', []],
    ['two items', [item, item]],
    ['another type', [{ ...item, type: 'incoming-payment' }]],
    ['list', [{ ...item, actions: ['create', 'read', 'list'] }]],
    ['read-all', [{ ...item, actions: ['create', 'read-all'] }]],
    ['no create', [{ ...item, actions: ['read'] }]],
    ['no actions', [{ ...item, actions: undefined }]],
    ['another wallet', [{ ...item, identifier: 'https://wallet.example/bob' }]],
    ['no identifier', [{ ...item, identifier: undefined }]],
    ['no limits', [{ ...item, limits: undefined }]],
    ['empty limits', [{ ...item, limits: {} }]],
    ['no receiver', [{ ...item, limits: { debitAmount: limits.debitAmount } }]],
    ['another receiver', [{ ...item, limits: { ...limits, receiver: 'https://shop.example/incoming-payments/2' } }]],
    ['no debit limit', [{ ...item, limits: { receiver: limits.receiver } }]],
    ['a receive limit alone', [{ ...item, limits: { receiver: limits.receiver, receiveAmount: limits.debitAmount } }]],
    ['a cent more', [{ ...item, limits: { ...limits, debitAmount: { ...limits.debitAmount, value: '8081' } } }]],
    ['another scale', [{ ...item, limits: { ...limits, debitAmount: { ...limits.debitAmount, assetScale: 0 } } }]],
    ['another asset', [{ ...item, limits: { ...limits, debitAmount: { ...limits.debitAmount, assetCode: 'EUR' } } }]],
    ['an interval', [{ ...item, limits: { ...limits, interval: 'R/2026-01-01T00:00:00Z/P1D' } }]],
    ['an unknown limit', [{ ...item, limits: { ...limits, except: 'everything' } }]],
    ['an unknown field', [{ ...item, also: ['everything'] }]],
    ['no object', ['outgoing-payment']],
  ])('%s', (_name, granted) => {
    expect(isWithin(granted, asked)).toBe(false);
  });
});

describe('an allowance', () => {
  const { receiver: _, ...anybody } = asked;
  const interval = 'R/2026-11-01T00:00:00Z/P1M';
  const standing: PaymentAccess = { ...anybody, interval };
  const request = { ...item, actions: ['create', 'read', 'list'], limits: { debitAmount: limits.debitAmount, interval } };
  const quotes = { type: 'quote', actions: ['create'] };
  const within = (changes: object): boolean => isWithin([{ ...request, limits: { ...request.limits, ...changes } }], standing);

  test('is asked for without a receiver, with the list that proves what was not paid', () => {
    expect(toAccessRequest(standing)).toEqual([request, quotes]);
    expect(isWithin([request], standing)).toBe(true);
  });

  test('gives quotes too, where the wallet lets it', () => {
    expect(isWithin([quotes, request], standing)).toBe(true);
    expect(grantsQuotes([quotes, request], standing)).toBe(true);
    expect(grantsQuotes([request], standing)).toBe(false);
  });

  test.each([
    ['quotes of others, too', [request, { ...quotes, actions: ['create', 'read-all'] }]],
    ['quotes twice over, and a second right to pay', [request, quotes, request]],
    ['quotes alone', [quotes]],
  ])('may not come back with %s', (_name, granted) => {
    expect(isWithin(granted, standing)).toBe(false);
  });

  test('for a single payment quotes were not asked for', () => {
    expect(isWithin([item, quotes], asked)).toBe(false);
  });

  test.each([
    ['the start in other words', { interval: 'R/2026-11-01T00:00:00.000+00:00/P1M' }],
    ['a lower limit', { debitAmount: { ...limits.debitAmount, value: '1' } }],
    ['for one receiver alone', { receiver: asked.receiver }],
  ])('may come back narrower: %s', (_name, changes) => {
    expect(within(changes)).toBe(true);
  });

  test.each([
    ['no interval: the limit would hold once, and nothing would start anew', { interval: null }],
    ['more often', { interval: 'R/2026-11-01T00:00:00Z/P1D' }],
    ['from another day', { interval: 'R/2026-11-02T00:00:00Z/P1M' }],
    ['not for ever', { interval: 'R3/2026-11-01T00:00:00Z/P1M' }],
    ['no interval at all in the text', { interval: 'every month' }],
    ['a cent more', { debitAmount: { ...limits.debitAmount, value: '8081' } }],
  ])('may not come back otherwise: %s', (_name, changes) => {
    expect(within(changes)).toBe(false);
  });

  test('says what was granted, which may be less', () => {
    const less = { ...request, limits: { ...request.limits, debitAmount: { ...limits.debitAmount, value: '7' } } };
    expect(grantedDebit([quotes, less], standing)?.value).toBe(7n);
    expect(grantedDebit([quotes], standing)).toBeUndefined();
  });
});
