import { expect, it, vi } from 'vitest';
import { getMessage } from '../../tests/support/catalogue.ts';

vi.mock('../platform/browser.ts', () => ({ browser: { i18n: { getMessage } } }));
const { clockTime } = await import('./countdown.tsx');

it.each([
  [0, '0:00'],
  [9, '0:09'],
  [292, '4:52'],
  [3599, '59:59'],
  [3600, '1:00:00'],
  [86_399, '23:59:59'],
])('%d seconds are %s', (seconds, shown) => {
  expect(clockTime(seconds)).toBe(shown);
});
