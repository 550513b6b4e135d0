import { describe, expect, it } from 'vitest';
import { TenderError } from '../../model/errors.ts';
import type { Rail } from '../../model/rail.ts';
import { INTENT } from '../../../tests/support/model-world.ts';
import { intentOf } from './page-intent.ts';

function rail(id: string, kinds: readonly string[]): Rail {
  const unused = () => Promise.reject(new TenderError('internal'));
  const parseRequest: Rail['parseRequest'] = (kind, value) => {
    if (typeof value !== 'string') throw new TenderError('invalid-request');
    return { rail: id, kind, target: value };
  };
  return {
    id,
    kinds,
    payers: [],
    reference: 'incomingPayment',
    parseRequest,
    keyOf: (intent) => intent.request.target,
    resolve: unused,
    quote: unused,
    authorize: unused,
    isReturn: () => false,
    finish: unused,
    submit: unused,
    reconcile: unused,
    release: unused,
  };
}

const rails = new Map([
  ['one', rail('one', ['incomingPayment', 'walletAddress'])],
  ['two', rail('two', ['invoice'])],
]);
const asking = (data: unknown) =>
  intentOf(
    rails,
    { type: 'show', requestId: 'r', methodName: 'interledger', data, details: { total: INTENT.total, items: [] }, pending: false },
    INTENT.source,
  );

describe('the data of a request', () => {
  it('goes to the rail whose key it names', () => {
    expect(asking({ invoice: 'https://a.example/1' }).request).toEqual({ rail: 'two', kind: 'invoice', target: 'https://a.example/1' });
  });

  it('may carry keys that nobody knows yet', () => {
    expect(asking({ walletAddress: 'https://a.example/1', note: 'x' }).request.kind).toBe('walletAddress');
  });

  it.each([
    ['no key', {}],
    ['two keys of two rails', { incomingPayment: 'https://a.example/1', invoice: 'https://a.example/2' }],
    ['two keys of one rail', { incomingPayment: 'https://a.example/1', walletAddress: 'https://a.example/2' }],
    ['an inherited key', Object.create({ invoice: 'https://a.example/1' })],
    ['nothing', null],
    ['text', 'https://a.example/1'],
    ['a value of another type', { invoice: 7 }],
  ])('with %s is refused', (_, data) => {
    expect(() => asking(data)).toThrowError(/invalid-request/);
  });
});
