import { describe, expect, it } from 'vitest';
import { INTENT } from '../../tests/support/model-world.ts';
import type { Payment } from './payment.ts';
import { changed, moved } from './payment.ts';
import { isDeclinable, isOver, isSubmitted, mayMove, STATES } from './states.ts';

const payment: Payment = { id: 'p', key: 'k', revision: 3, state: 'quoted', history: [], intent: INTENT, createdAt: 0 };

describe('the table of states', () => {
  it('lets nothing leave an end', () => {
    for (const from of STATES.filter(isOver)) for (const to of STATES) expect(mayMove(from, to)).toBe(false);
  });

  it('lets nobody decline what has been submitted', () => {
    for (const state of STATES) expect(isDeclinable(state) && isSubmitted(state)).toBe(false);
  });

  it('reaches completed through submitting only', () => {
    for (const state of STATES.filter((from) => mayMove(from, 'completed'))) expect(isSubmitted(state)).toBe(true);
    expect(STATES.filter((from) => mayMove(from, 'submitting'))).toEqual(['authorized', 'unsure']);
  });

  it('leads from every state to an end', () => {
    const ends = new Set(STATES.filter(isOver));
    for (let i = 0; i < STATES.length; i++)
      for (const from of STATES) if (STATES.some((to) => ends.has(to) && mayMove(from, to))) ends.add(from);
    expect(ends.size).toBe(STATES.length);
  });
});

describe('a move', () => {
  it('that the table does not know is refused', () => {
    expect(() => moved(payment, 'sending', 1)).toThrowError(/internal/);
  });

  it('counts as one write and stands in the history', () => {
    expect(moved(payment, 'approved', 7)).toMatchObject({ revision: 4, state: 'approved', history: [{ state: 'approved', at: 7 }] });
  });

  it('lays the rail state over the stored one, and drops what it is told to', () => {
    const before = { ...payment, rail: { a: 1, b: 1 }, digest: 'x' };
    const after = changed(before, { set: { rail: { b: 2 } }, drop: ['digest'] });
    expect(after.rail).toEqual({ a: 1, b: 2 });
    expect('digest' in after).toBe(false);
  });
});
