import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromDecimal, fromWire, MAX_VALUE, toDecimal, toWire } from './amount.ts';

const value = fc.bigInt({ min: 0n, max: MAX_VALUE });
const scale = fc.integer({ min: 0, max: 255 });

describe('fromDecimal', () => {
  it.each([
    ['1400.00', 'MXN', 2, 140000n],
    ['1400', 'MXN', 2, 140000n],
    ['055.0', 'JPY', 0, 55n],
    ['0.000000001', 'USD', 9, 1n],
    ['80.8', 'USD', 2, 8080n],
    ['1.500', 'USD', 1, 15n],
  ])('%s %s at scale %i is %s', (text, code, assetScale, expected) => {
    expect(fromDecimal({ currency: code, value: text }, { code, scale: assetScale }).value).toBe(expected);
  });

  it.each(['', '-1', '1.', '.5', '1e3', '+1', ' 1', '1,00', '0x10', '١', '1_0', 'NaN', '9'.repeat(401)])('refuses %j', (text) => {
    expect(() => fromDecimal({ currency: 'USD', value: text }, { code: 'USD', scale: 2 })).toThrowError(/malformed-amount/);
  });

  it('refuses more than 64 bits', () => {
    expect(() => fromDecimal({ currency: 'USD', value: (MAX_VALUE + 1n).toString() }, { code: 'USD', scale: 0 })).toThrowError(
      /malformed-amount/,
    );
  });

  it('never rounds: digits beyond the scale must be zeros', () => {
    expect(() => fromDecimal({ currency: 'JPY', value: '1.5' }, { code: 'JPY', scale: 0 })).toThrowError(/amount-too-fine/);
  });

  it('refuses another currency, whatever the number', () => {
    expect(() => fromDecimal({ currency: 'EUR', value: '1' }, { code: 'USD', scale: 2 })).toThrowError(/asset-mismatch/);
  });

  it('reads back what toDecimal writes, at every scale', () => {
    fc.assert(
      fc.property(value, scale, (units, assetScale) => {
        const text = toDecimal({ value: units, assetScale });
        expect(fromDecimal({ currency: 'USD', value: text }, { code: 'USD', scale: assetScale }).value).toBe(units);
      }),
    );
  });

  it('answers any text with an amount or a TenderError', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(fromDecimal({ currency: 'USD', value: text }, { code: 'USD', scale: 2 }).value).toBeGreaterThanOrEqual(0n);
        } catch (error) {
          expect(error).toMatchObject({ name: 'TenderError' });
        }
      }),
    );
  });
});

describe('fromWire', () => {
  it('reads back what toWire writes', () => {
    fc.assert(
      fc.property(value, scale, (units, assetScale) => {
        const amount = { value: units, assetCode: 'USD', assetScale };
        expect(fromWire(toWire(amount))).toEqual(amount);
      }),
    );
  });

  it.each(['01', '-1', '1.0', '', '18446744073709551616', '1e3'])('refuses the value %j', (text) => {
    expect(() => fromWire({ value: text, assetCode: 'USD', assetScale: 2 })).toThrowError(/malformed-amount/);
  });

  it.each([-1, 256, 1.5, Number.NaN])('refuses the scale %d', (assetScale) => {
    expect(() => fromWire({ value: '1', assetCode: 'USD', assetScale })).toThrowError(/malformed-amount/);
  });
});
