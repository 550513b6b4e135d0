import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_VALUE, toDecimal } from '../model/amount.ts';
import { formatAmount, formatDecimal, formatNumber } from './money.ts';

const amount = (value: string, assetCode: string, assetScale: number) => ({ value, assetCode, assetScale });

describe('formatAmount', () => {
  it.each([
    [amount('8080', 'USD', 2), '$80.80'],
    [amount('140000', 'MXN', 2), 'MX$1,400.00'],
    [amount('1234', 'JPY', 0), '¥1,234'],
    [amount('123450', 'JPY', 2), '¥1,234.5'],
    [amount('1500', 'JOD', 3), 'JOD\u00a01.500'],
    [amount('80800000000', 'USD', 9), '$80.80'],
    [amount('80800000001', 'USD', 9), '$80.800000001'],
    [amount('5', 'USD', 0), '$5.00'],
    [amount('0', 'EUR', 2), '€0.00'],
    [amount('1500000000', 'XRP', 9), 'XRP\u00a01.50'],
    [amount('15', 'BTC9', 1), 'BTC9 1.5'],
    [amount('18446744073709551615', 'USD', 2), '$184,467,440,737,095,516.15'],
    [amount('18446744073709551615', 'ABCDEFGHIJ12', 18), 'ABCDEFGHIJ12 18.446744073709551615'],
    [amount('1', 'USD', 255), `$0.${'0'.repeat(254)}1`],
  ])('%o → %s', (sum, shown) => {
    expect(formatAmount(sum)).toBe(shown);
  });

  it('shows nonsense as nonsense and never throws', () => {
    expect(formatAmount(amount('-1', 'USD', 2))).toBe('-1 USD');
    expect(formatAmount(amount('1e9', '\u202E', 2))).toBe('1e9');
  });

  it('property: no digit is lost or made up, at any scale', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: MAX_VALUE }),
        fc.integer({ min: 0, max: 255 }),
        fc.constantFrom('USD', 'JPY', 'JOD', 'XRP', 'BTC9', 'MXN'),
        (value, scale, code) => {
          const shown = formatAmount(amount(value.toString(), code, scale));
          const read = shown.replace(/^\D*9?\s/, '').replaceAll(/[^0-9.]/g, '');
          expect(plain(read)).toBe(plain(toDecimal({ value, assetScale: scale })));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('formatDecimal', () => {
  it.each([
    ['1400.00', 'MXN', 'MX$1,400.00'],
    ['55', 'USD', '$55.00'],
    ['055.0', 'USD', '$55.00'],
    ['55.005', 'USD', '$55.005'],
    ['-50.00', 'MXN', '−MX$50.00'],
    ['-0.00', 'USD', '$0.00'],
    ['1400', 'mxn', 'MX$1,400.00'],
    ['1e5', 'USD', '1e5 USD'],
    ['', 'USD', 'USD'],
  ])('%s %s → %s', (value, currency, shown) => {
    expect(formatDecimal({ value, currency })).toBe(shown);
  });

  it('caps what no wallet could state', () => {
    expect(formatDecimal({ value: '9'.repeat(400), currency: 'USD' }).length).toBeLessThanOrEqual(41);
  });

  it('property: never throws, whatever a page states', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (value, currency) => typeof formatDecimal({ value, currency }) === 'string'));
  });
});

it('formatNumber groups and keeps every digit', () => {
  expect(formatNumber('1234567.0800')).toBe('1,234,567.0800');
  expect(formatNumber('0.00655123')).toBe('0.00655123');
});

/** Without zeros that change nothing. */
function plain(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  return `${whole.replace(/^0+(?=.)/, '')}.${fraction.replace(/0+$/, '')}`;
}
