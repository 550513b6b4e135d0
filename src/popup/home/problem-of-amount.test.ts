import { describe, expect, it } from 'vitest';
import { problemOfAmount } from './problem-of-amount.ts';

describe('a sum that the user typed', () => {
  it.each([
    ['12', 2, undefined],
    ['12.5', 2, undefined],
    ['12.500', 2, undefined],
    ['0.000000001', 9, undefined],
    ['0.00', 2, 'zero'],
    ['12.345', 2, 'too-fine'],
    ['1.5', 0, 'too-fine'],
    ['99999999999999999999', 2, 'too-fine'],
  ] as const)('%s at scale %d: %s', (value, scale, problem) => {
    expect(problemOfAmount(value, { code: 'USD', scale })).toBe(problem);
  });
});
