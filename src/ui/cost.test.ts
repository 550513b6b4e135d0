import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, divide } from './cost.ts';

const usd = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 });
const mxn = (value: string) => ({ value, assetCode: 'MXN', assetScale: 2 });

describe('costOf', () => {
  it('includes the fees in the rate when the quote does not prove them', () => {
    expect(costOf({ debit: usd('8080'), receive: mxn('140000') })).toEqual({
      rate: { one: '1 USD', worth: '17.3267 MXN', feesIncluded: true },
    });
  });

  it('takes a proven fee out of the rate', () => {
    expect(costOf({ debit: usd('8080'), receive: mxn('140000'), fee: usd('80') })).toEqual({
      fee: '$0.80',
      rate: { one: '1 USD', worth: '17.50 MXN', feesIncluded: false },
    });
  });

  it('shows the difference as the fee within one currency', () => {
    expect(costOf({ debit: usd('8080'), receive: usd('7950') })).toEqual({ fee: '$1.30' });
    expect(costOf({ debit: usd('8080'), receive: usd('8080') })).toEqual({ fee: '$0.00' });
    expect(costOf({ debit: { value: '80800000001', assetCode: 'USD', assetScale: 9 }, receive: usd('8080') })).toEqual({
      fee: '$0.000000001',
    });
  });

  it('shows no fee below nothing', () => {
    expect(costOf({ debit: usd('100'), receive: usd('101') })).toEqual({});
  });

  it('turns a rate round where one unit buys almost nothing', () => {
    const jpy = { value: '15264', assetCode: 'JPY', assetScale: 0 };
    expect(costOf({ debit: jpy, receive: usd('10000') }).rate).toMatchObject({ one: '1 USD', worth: '152.64 JPY' });
    expect(costOf({ debit: usd('10000'), receive: jpy }).rate).toMatchObject({ one: '1 USD', worth: '152.64 JPY' });
  });

  it('has no rate where nothing is sent', () => {
    expect(costOf({ debit: usd('80'), receive: mxn('1400'), fee: usd('80') })).toEqual({ fee: '$0.80' });
  });
});

describe('divide', () => {
  it.each([
    [35n, 2n, '17.50'],
    [1n, 3n, '0.333333'],
    [2n, 3n, '0.666667'],
    [1n, 3000n, '0.000333333'],
    [1234567899n, 1000n, '1234567.90'],
    [10n, 1n, '10.00'],
    [999999999n, 1000000000n, '1.00'],
  ])('%d / %d = %s', (numerator, denominator, quotient) => {
    expect(divide(numerator, denominator)).toBe(quotient);
  });

  it('property: off by no more than half of the last digit shown', () => {
    const positive = fc.bigInt({ min: 1n, max: 2n ** 64n });
    fc.assert(
      fc.property(positive, positive, (numerator, denominator) => {
        const [whole = '', fraction = ''] = divide(numerator, denominator).split('.');
        const unit = 10n ** BigInt(Math.max(fraction.length, 6));
        const shown = BigInt(whole + fraction) * (unit / 10n ** BigInt(fraction.length));
        const error = shown * denominator - numerator * unit;
        const digits = (whole + fraction).replace(/^0+/, '').length;
        // Trimmed zeros count as shown: with fewer than six digits the quotient ends there or rounds to it.
        const last = digits >= 6 ? unit / 10n ** BigInt(fraction.length) : (shown || 1n) / 100_000n + 1n;
        expect((error < 0n ? -error : error) * 2n <= denominator * last * 2n).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
