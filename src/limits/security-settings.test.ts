import { describe, expect, it } from 'vitest';
import { afterFailure, isLocked, NO_TRIES, NO_SETTINGS, passkeyReason } from './security-settings.ts';

const usd = (value: bigint) => ({ value, assetCode: 'USD', assetScale: 2 });
const minute = 60_000;

describe('passkeyReason', () => {
  it('asks for nothing until something is set', () => {
    expect(passkeyReason(NO_SETTINGS, usd(10n ** 12n), undefined, 0)).toBeUndefined();
  });

  it('asks above the amount, not at it, and in its currency only', () => {
    const settings = { ...NO_SETTINGS, passkeyAbove: { USD: usd(5000n) } };
    expect(passkeyReason(settings, usd(5000n), undefined, 0)).toBeUndefined();
    expect(passkeyReason(settings, usd(5001n), undefined, 0)).toBe('amount');
    expect(passkeyReason(settings, { ...usd(9000n), assetCode: 'EUR' }, undefined, 0)).toBeUndefined();
    expect(passkeyReason(settings, { ...usd(9000n), assetCode: 'constructor' }, undefined, 0)).toBeUndefined();
  });

  it('locks after the time without use, when nobody knows, and when the clock went back', () => {
    const settings = { ...NO_SETTINGS, lockAfter: 5 };
    expect(isLocked(settings, 0, 5 * minute - 1)).toBe(false);
    expect(isLocked(settings, 0, 5 * minute)).toBe(true);
    expect(isLocked(settings, undefined, 0)).toBe(true);
    expect(isLocked(settings, 10, 9)).toBe(true);
    expect(passkeyReason(settings, usd(1n), 0, 5 * minute)).toBe('locked');
  });
});

describe('afterFailure', () => {
  it('waits from the fifth failure on, longer each time, at most an hour', () => {
    const waits: number[] = [];
    let tries = NO_TRIES;
    for (let count = 0; count < 40; count += 1) {
      tries = afterFailure(tries, 1000);
      waits.push(tries.until === 0 ? 0 : tries.until - 1000);
    }
    expect(waits.slice(0, 8)).toEqual([0, 0, 0, 0, 30_000, 60_000, 120_000, 240_000]);
    expect(Math.max(...waits)).toBe(60 * minute);
  });
});
