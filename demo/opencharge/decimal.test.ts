import { expect, test } from 'vitest';
import { unitsOf } from './decimal.ts';

test.each([
  ['99.99', 9_999n],
  ['99.990', 9_999n],
  ['7', 700n],
  ['0', 0n],
])('%s is %s cents', (text, units) => {
  expect(unitsOf(text, 2)).toBe(units);
});

test.each(['99.999', '-1', '1e3', '.5', '5.', ' 1', '1,00', '', '0x10', '1'.repeat(19)])('%s is no amount of dollars', (text) => {
  expect(unitsOf(text, 2)).toBeUndefined();
});
