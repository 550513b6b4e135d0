import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { Conversion } from '../servers/connector/conversion.ts';
import { decimalOf, formatAmount } from './amount.ts';
import { priceToReceive, priceToSend, rateBetween } from './rates.ts';

const assets = [
  { code: 'USD', scale: 2 },
  { code: 'USD', scale: 9 },
  { code: 'MXN', scale: 2 },
  { code: 'JPY', scale: 0 },
  { code: 'JOD', scale: 3 },
] as const;
const anyAsset = fc.constantFrom(...assets);
const anyAmount = fc.bigInt({ min: 1n, max: 10n ** 15n });

test('the example: MXN 1,400.00 from US dollars', () => {
  const rate = rateBetween({ code: 'USD', scale: 2 }, { code: 'MXN', scale: 2 });
  expect(rate && priceToReceive(140_000n, rate)).toEqual({ debit: 8_080n, send: 8_000n, fee: 80n, receive: 140_000n });
});

test('a fixed receive costs less than one unit above the exact price', () => {
  fc.assert(
    fc.property(anyAsset, anyAsset, anyAmount, (from, to, receive) => {
      const rate = rateBetween(from, to);
      if (!rate) return;
      const { debit, send, fee } = priceToReceive(receive, rate);
      const exact = receive * rate.denominator * 101n;
      const unit = rate.numerator * 100n;
      expect(debit * unit >= exact && (debit - 1n) * unit < exact).toBe(true);
      expect(send + fee).toBe(debit);
      expect(fee >= 0n).toBe(true);
    }),
  );
});

test('a fixed send delivers less than one unit below the exact amount, and its parts add up', () => {
  fc.assert(
    fc.property(anyAsset, anyAsset, anyAmount, (from, to, debit) => {
      const rate = rateBetween(from, to);
      if (!rate) return;
      const price = priceToSend(debit, rate);
      const exact = debit * 100n * rate.numerator;
      const unit = rate.denominator * 101n;
      expect(price.receive * unit <= exact && (price.receive + 1n) * unit > exact).toBe(true);
      expect(price.send + price.fee).toBe(debit);
      expect(price.fee >= 0n).toBe(true);
    }),
  );
});

test('whatever the packets and rejections, sending everything delivers exactly the quote', () => {
  const packets = fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 500n }), fc.boolean()), { maxLength: 60 });
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 5_000n }), fc.bigInt({ min: 1n, max: 90_000n }), packets, (send, receive, tries) => {
      const conversion = new Conversion(send, receive);
      let [left, delivered] = [send, 0n];
      const step = (wanted: bigint, fulfilled: boolean) => {
        const source = wanted < left ? wanted : left;
        if (source === 0n) return;
        const target = conversion.take(source) ?? -1n;
        if (!fulfilled) return conversion.giveBack(source, target);
        left -= source;
        delivered += target;
      };
      for (const [wanted, fulfilled] of tries) step(wanted, fulfilled);
      step(left, true);
      expect(delivered).toBe(receive);
      expect(conversion.take(1n)).toBeUndefined();
    }),
  );
});

test('amounts in words', () => {
  expect(decimalOf(5n, 3)).toBe('0.005');
  expect(formatAmount({ value: '140000', assetCode: 'MXN', assetScale: 2 })).toBe('MXN 1,400.00');
  expect(formatAmount({ value: '2400', assetCode: 'JPY', assetScale: 0 })).toBe('JPY 2,400');
});
