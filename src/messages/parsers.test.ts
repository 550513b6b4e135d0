import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCheckoutRequest } from './checkout-parser.ts';
import { parseHistoryCommand } from './history-parser.ts';
import { parseOptionsCommand } from './options-parser.ts';
import { parseSheetCommand } from './sheet-parser.ts';

const show = {
  type: 'show',
  requestId: 'r',
  methodName: 'interledger',
  data: { incomingPayment: 'https://payee.example/incoming-payments/1' },
  details: { total: { currency: 'MXN', value: '1400.00' }, items: [{ label: 'Shoes', amount: { currency: 'MXN', value: '1400.00' } }] },
  pending: false,
};

describe('a page', () => {
  it('may say these', () => {
    expect(parseCheckoutRequest(show)).toEqual(show);
    for (const message of [{ type: 'update', details: show.details }, { type: 'abort' }, { type: 'complete', result: 'success' }]) {
      expect(parseCheckoutRequest(message)).toEqual(message);
    }
  });

  it.each([
    ['another method', { ...show, methodName: 'basic-card' }],
    ['a number as an amount', { ...show, details: { ...show.details, total: { currency: 'MXN', value: 1400 } } }],
    ['an exponent', { ...show, details: { ...show.details, total: { currency: 'MXN', value: '1e9' } } }],
    ['an endless id', { ...show, requestId: 'r'.repeat(2000) }],
    ['what only the sheet may say', { type: 'approve', paymentId: 'p', digest: '0'.repeat(64) }],
    ['what only the options page may say', { type: 'link', ticket: 't', address: 'https://a.example' }],
  ])('may not say %s', (_, message) => {
    expect(parseCheckoutRequest(message)).toBeUndefined();
  });

  it('has its items cut to what a user can look through', () => {
    const many = { ...show, details: { ...show.details, items: Array(1000).fill(show.details.items[0]) } };
    const parsed = parseCheckoutRequest(many);
    expect(parsed?.type === 'show' && parsed.details.items).toHaveLength(200);
  });

  it('has its labels cut', () => {
    const long = { ...show, details: { ...show.details, items: [{ label: 'x'.repeat(10_000), amount: show.details.total }] } };
    const parsed = parseCheckoutRequest(long);
    expect(parsed?.type === 'show' && parsed.details.items[0]?.label.length).toBe(1000);
  });
});

describe('the sheet and the options page', () => {
  it('may not say each other’s words', () => {
    expect(parseSheetCommand({ type: 'unlink', walletId: 'w' })).toBeUndefined();
    expect(parseOptionsCommand({ type: 'approve', paymentId: 'p', digest: '0'.repeat(64) })).toBeUndefined();
  });

  it('name a digest by its 64 hex digits', () => {
    expect(parseSheetCommand({ type: 'approve', paymentId: 'p', digest: 'yes' })).toBeUndefined();
    expect(parseSheetCommand({ type: 'approve', paymentId: 'p', digest: '0'.repeat(64) })).toBeDefined();
  });
});

describe('the history', () => {
  it('may page on, delete and ask for a report', () => {
    for (const message of [
      { type: 'more', behind: { createdAt: 1, id: 'p' } },
      { type: 'delete', paymentId: 'p' },
      { type: 'delete-before', time: 1 },
      { type: 'report', paymentId: 'p' },
    ]) {
      expect(parseHistoryCommand(message)).toEqual(message);
    }
  });

  it.each([
    ['no time', { type: 'delete-before', time: Number.NaN }],
    ['a time before all times', { type: 'delete-before', time: -1 }],
    ['an endless id', { type: 'delete', paymentId: 'p'.repeat(65) }],
    ['a place without a payment', { type: 'more', behind: { createdAt: 1 } }],
    ['what only the sheet may say', { type: 'approve', paymentId: 'p', digest: '0'.repeat(64) }],
  ])('may not say %s', (_, message) => {
    expect(parseHistoryCommand(message)).toBeUndefined();
  });
});

describe('whatever is sent', () => {
  const parsers = [parseCheckoutRequest, parseSheetCommand, parseOptionsCommand, parseHistoryCommand];
  const type = fc.constantFrom(
    'show',
    'update',
    'abort',
    'complete',
    'retry',
    'approve',
    'cancel',
    'choose-wallet',
    'again',
    'dismiss',
    'link',
    'unlink',
    'more',
    'delete',
    'delete-before',
    'report',
    'look',
    'stop-checking',
  );

  it('is parsed or dropped, and never throws', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.tuple(type, fc.object()).map(([name, rest]) => ({ ...rest, type: name })),
    );
    fc.assert(
      fc.property(anything, (message) => {
        for (const parse of parsers) {
          const parsed = parse(message);
          if (parsed !== undefined) expect(Reflect.get(Object(message), 'type')).toBe(parsed.type);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
