import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HastyClock, ScriptedReceiver } from '../../tests/support/scripted-receiver.ts';
import { deliver } from './deliver.ts';
import { boundsOf, isLess, likeliestRate, multiplyDown } from './rate.ts';

const positive = fc.bigInt(1n, 10n ** 9n);
const rate = fc.record({ numerator: positive, denominator: positive });
const ratio = (numerator: bigint, denominator: bigint) => ({ numerator, denominator });

test('bounds hold the rate, and so does the likeliest', () => {
  fc.assert(
    fc.property(rate, fc.array(positive, { minLength: 1, maxLength: 6 }), (rate, sources) => {
      const bounds = boundsOf(sources.map((source) => ({ source, target: multiplyDown(source, rate) })));
      if (!bounds) return;
      expect(isLess(rate, bounds.lower)).toBe(false);
      expect(isLess(rate, bounds.upper)).toBe(true);
      const likeliest = likeliestRate(bounds);
      expect(isLess(likeliest, bounds.lower)).toBe(false);
      expect(isLess(likeliest, bounds.upper)).toBe(true);
    }),
  );
});

test.each([
  ['0.9', 1_000_001n, ratio(9n, 10n)],
  ['17.5', 999_999n, ratio(35n, 2n)],
  ['a third', 1_000_000n, ratio(1n, 3n)],
  ['ten million to one', 25n * 10n ** 9n, ratio(1n, 10n ** 7n)],
])('a simple rate is recognized: %s', (_name, source, rate) => {
  const bounds = boundsOf([{ source, target: multiplyDown(source, rate) }]);
  expect(bounds && likeliestRate(bounds)).toEqual(rate);
});

test('hops that contradict each other by a unit still give bounds', () => {
  const bounds = boundsOf([
    { source: 11n, target: 157n },
    { source: 1_000_000n, target: 15_750_000n },
  ]);
  expect(bounds).toEqual({ lower: ratio(15_750_000n, 1_000_000n), upper: ratio(15_750_001n, 1_000_000n) });
});

test('nothing arrived: no bounds', () => {
  expect(boundsOf([])).toBeUndefined();
  expect(boundsOf([{ source: 5n, target: 0n }])).toBeUndefined();
});

test('at any rate and packet size: exactly the amount where one of our units is at most one of theirs, never more anywhere', async () => {
  const part = fc.bigInt(1n, 100n);
  await fc.assert(
    fc.asyncProperty(part, part, fc.bigInt(1n, 20_000n), fc.bigInt(20_000n, 200_000n), async (numerator, denominator, amount, maximum) => {
      const receiver = new ScriptedReceiver({ rate: ratio(numerator, denominator), maxPacketAmount: maximum });
      const clock = new HastyClock();
      const delivery = await deliver({
        uplink: receiver,
        credentials: receiver.credentials,
        amount,
        maxSourceAmount: 10n ** 12n,
        minRate: ratio(numerator, denominator * 2n),
        expiresAt: clock.now() + 600_000,
        signal: new AbortController().signal,
        clock,
      });
      expect(receiver.received).toBe(delivery.delivered);
      expect(receiver.sent).toBe(delivery.sent);
      expect(delivery.delivered).toBeLessThanOrEqual(amount);
      if (numerator <= denominator) expect(delivery).toMatchObject({ outcome: 'complete', delivered: amount });
      else expect(amount - delivery.delivered).toBeLessThan(numerator / denominator + 1n);
    }),
    { numRuns: 100 },
  );
});
