import { describe, expect, it } from 'vitest';
import type { Truth } from './oracle.ts';
import type { End } from './user.ts';
import { RECOVERS_WITHIN_MS, verdictOf, withProof } from './verdict.ts';

const PRICE = 863n;
const paid: Truth = { debit: PRICE, payments: 1, isPaidAtShop: true, incomingPayment: 'i' };
const unpaid: Truth = { debit: 0n, payments: 0, isPaidAtShop: false, incomingPayment: 'i' };

function judge(kind: End['kind'], truth: Truth, recoveryMs = 1_000): string {
  return verdictOf({ end: { kind, words: '' }, truth, recoveryMs }, PRICE);
}

describe('a run is', () => {
  it('paid when the money, the shop and the words agree', () => {
    expect(judge('paid', paid)).toBe('paid');
  });

  it('told when nothing was paid and somebody said so', () => {
    expect(judge('told', unpaid)).toBe('told');
  });

  it.each<[string, End['kind'], Truth]>([
    ['two payments', 'paid', { ...paid, payments: 2 }],
    ['two debits', 'paid', { ...paid, debit: 2n * PRICE }],
    ['a debit that is too high', 'stuck', { ...paid, debit: PRICE + 1n }],
  ])('double with %s, whatever was said', (_, kind, truth) => {
    expect(judge(kind, truth)).toBe('double');
  });

  it.each<[string, End['kind'], Truth]>([
    ['money that is gone without a word', 'told', paid],
    ['words without money', 'paid', unpaid],
    ['a shop that does not know of its money', 'paid', { ...paid, isPaidAtShop: false }],
    ['money that never arrived', 'told', { ...unpaid, debit: PRICE }],
    ['a part', 'paid', { ...paid, debit: PRICE - 1n }],
  ])('lost with %s', (_, kind, truth) => {
    expect(judge(kind, truth)).toBe('lost');
  });

  it('stuck without an end, or with one that came too late', () => {
    expect(judge('stuck', unpaid)).toBe('stuck');
    expect(judge('stuck', paid)).toBe('stuck');
    expect(judge('paid', paid, RECOVERS_WITHIN_MS + 1)).toBe('stuck');
  });
});

describe('a paid order', () => {
  it('is lost without a proof of it, where its seller gives proofs', () => {
    expect(withProof('paid', false)).toBe('lost');
    expect(withProof('paid', true)).toBe('paid');
    expect(withProof('paid', undefined)).toBe('paid');
  });

  it('needs a proof only if it is paid', () => {
    expect(withProof('told', false)).toBe('told');
    expect(withProof('double', true)).toBe('double');
  });
});
