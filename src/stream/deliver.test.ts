import { afterEach, describe, expect, test } from 'vitest';
import { openPath, type PathOptions, ratio, type StreamPath } from '../../tests/support/stream-path.ts';
import { deliver, type DeliverOptions } from './index.ts';

const open: StreamPath[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((path) => path.close()));
});

async function pay(amount: bigint, pathOptions: PathOptions = {}, more: Partial<DeliverOptions> = {}) {
  const path = await openPath(pathOptions);
  open.push(path);
  const delivery = await deliver({
    uplink: path.uplink,
    credentials: path.credentials(),
    amount,
    maxSourceAmount: 10n ** 15n,
    minRate: ratio(1n, 10n ** 12n),
    expiresAt: Date.now() + 60_000,
    signal: new AbortController().signal,
    ...more,
  });
  expect(path.books).toMatchObject({ sent: delivery.sent, delivered: delivery.delivered });
  expect(path.received()).toBe(delivery.delivered);
  return { path, delivery };
}

describe('exactly the amount', () => {
  test.each([
    ['1', [ratio(1n)], 1n],
    ['1, many units', [ratio(1n)], 123_456_789n],
    ['0.9', [ratio(9n, 10n)], 100n],
    ['0.9, many units', [ratio(9n, 10n)], 987_654_321n],
    ['1.1', [ratio(11n, 10n)], 1_000n],
    ['17.5', [ratio(35n, 2n)], 140_000n],
    ['1/3', [ratio(1n, 3n)], 100n],
    ['a finer receiver', [ratio(10n ** 7n)], 5n * 10n ** 7n],
    ['a coarser receiver', [ratio(1n, 10n ** 7n)], 200n],
    ['two hops', [ratio(9n, 10n), ratio(35n, 2n)], 31_500n],
    ['two hops, coarse in between', [ratio(1n, 1_000n), ratio(1_001n, 10n)], 10_010n],
  ])('%s', async (_name, rates, amount) => {
    for (const maxPacketAmount of [undefined, 10n ** 9n, 77_777_777n]) {
      const { delivery } = await pay(amount, { rates, ...(maxPacketAmount === undefined ? {} : { maxPacketAmount }) });
      expect(delivery).toMatchObject({ outcome: 'complete', delivered: amount });
    }
  });

  test('in a thousand packets', async () => {
    const { path, delivery } = await pay(10n ** 9n, { rates: [ratio(9n, 10n)], maxPacketAmount: 1_111_111n });
    expect(delivery).toMatchObject({ outcome: 'complete', delivered: 10n ** 9n });
    expect(path.books.packets).toBeLessThan(1_010);
  });
});
