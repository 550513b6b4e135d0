import { describe, expect, it } from 'vitest';
import { INTENT } from '../../tests/support/model-world.ts';
import { pollIntervalOf, pollInterval } from './poll-schedule.ts';
import type { Payment } from '../model/payment.ts';

const MINUTE = 60_000;

const payment = (facts: Partial<Payment>): Payment => ({
  id: 'p1',
  key: 'k1',
  revision: 1,
  state: 'unsure',
  history: [{ state: 'asked', at: 0 }],
  intent: INTENT,
  createdAt: 0,
  approval: { digest: 'd', at: MINUTE },
  ...facts,
});

describe('how often something is looked at', () => {
  it.each([
    [-5 * MINUTE, 0.5],
    [0, 0.5],
    [10 * MINUTE - 1, 0.5],
    [10 * MINUTE, 5],
    [360 * MINUTE - 1, 5],
    [360 * MINUTE, 60],
    [365 * 24 * 60 * MINUTE, 60],
  ])('%d ms after it began to wait: each %d minutes', (age, minutes) => {
    expect(pollInterval(1_000 * MINUTE, 1_000 * MINUTE + age)).toBe(minutes * MINUTE);
  });

  it('counts from the approval, else from the request, and from the end of what is to be given back', () => {
    const now = 10.5 * MINUTE;
    expect(pollIntervalOf(payment({}), now)).toBe(MINUTE / 2);
    const { approval: _, ...unapproved } = payment({ state: 'quoted' });
    expect(pollIntervalOf(unapproved, now)).toBe(5 * MINUTE);
    const over = payment({ state: 'completed', history: [{ state: 'completed', at: 10 * MINUTE }], rail: { token: 'x' } });
    expect(pollIntervalOf(over, 19 * MINUTE)).toBe(MINUTE / 2);
  });

  it('is never for what is over and given back, or was left', () => {
    expect(pollIntervalOf(payment({ state: 'completed' }), 0)).toBeUndefined();
    expect(pollIntervalOf(payment({ leftAt: 1 }), 0)).toBeUndefined();
    // A payment that was left and then found its end has its grants to give back.
    expect(pollIntervalOf(payment({ state: 'completed', leftAt: 1, rail: {} }), 0)).toBe(MINUTE / 2);
  });
});
