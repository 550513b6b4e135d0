import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INTENT, ModelWorld } from '../../tests/support/model-world.ts';
import { settle } from '../../tests/support/virtual-clock.ts';
import type { Allowance, AllowancePeriod } from './allowance.ts';
import { covers, intervalOf, isLowering, remainingOf, spanOf, spentOf } from './allowance.ts';
import { spendingOf } from './spending-ledger.ts';
import type { Amount } from '../model/amount.ts';
import type { Payment } from '../model/payment.ts';

const usd = (value: bigint): Amount => ({ value, assetCode: 'USD', assetScale: 2 });
const at = Date.UTC(2026, 10, 21, 12);
const allowance: Allowance = {
  id: 'allowance:1',
  walletId: 'wallet',
  state: 'active',
  limit: usd(10_000n),
  period: 'month',
  granted: usd(10_000n),
  askedAt: at,
};

function paid(debit: bigint, facts: Partial<Payment> = {}): Payment {
  const quote = { id: 'q', walletId: 'wallet', debit: usd(debit), receive: usd(debit), expiresAt: at };
  const payment: Payment = { id: 'p', key: 'k', revision: 0, state: 'completed', history: [], intent: INTENT, createdAt: at, quote };
  return { ...payment, allowanceId: allowance.id, approval: { digest: 'd', at }, ...facts };
}

describe('a period', () => {
  it.each<[AllowancePeriod, string, string]>([
    ['day', '2026-11-21T00:00:00.000Z', '2026-11-22T00:00:00.000Z'],
    ['week', '2026-11-16T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    ['month', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
  ])('of a %s runs from %s to %s', (period, from, until) => {
    expect(spanOf(period, at)).toEqual({ from: Date.parse(from), until: Date.parse(until) });
  });

  it('holds its moment, and the next one begins where it ends', () => {
    const period = fc.constantFrom<AllowancePeriod>('day', 'week', 'month');
    fc.assert(
      fc.property(period, fc.integer({ min: 0, max: 4e12 }), (unit, moment) => {
        const { from, until } = spanOf(unit, moment);
        expect(from <= moment && moment < until).toBe(true);
        expect(spanOf(unit, until).from).toBe(until);
        expect(spanOf(unit, until - 1)).toEqual({ from, until });
      }),
    );
  });

  it('is written as wallets read it', () => {
    expect(intervalOf('month', at)).toBe('R/2026-10-01T00:00:00Z/P1M');
    expect(intervalOf('week', at)).toBe('R/2026-11-09T00:00:00Z/P7D');
  });

  it('has begun also by a clock that is hours behind ours', () => {
    for (const period of ['day', 'week', 'month'] as const) {
      const start = Date.parse(intervalOf(period, spanOf(period, at).from).split('/')[1] ?? '');
      expect(start).toBeLessThan(spanOf(period, at).from - 12 * 60 * 60_000);
    }
  });
});

describe('what is left', () => {
  it('counts what the wallet says it took, where that is more than was approved', () => {
    const receipt = { received: usd(1_000n), debit: usd(1_100n), at };
    expect(spentOf(allowance, spendingOf([paid(1_000n, { receipt })]), at)).toEqual(usd(1_100n));
    const told = { ...allowance, told: { spent: usd(500n), at } };
    expect(spentOf(told, spendingOf([paid(1_000n, { receipt })]), at)).toEqual(usd(1_600n));
  });

  it('counts what is promised as what is spent, and nothing that ended unpaid', () => {
    const payments = [
      paid(1_000n),
      paid(2_000n, { state: 'sending' }),
      paid(4_000n, { state: 'failed' }),
      paid(500n, { allowanceId: 'allowance:2' }),
    ];
    expect(spentOf(allowance, spendingOf(payments), at).value).toBe(3_000n);
    expect(remainingOf(allowance, spendingOf(payments), at).value).toBe(7_000n);
  });

  it('follows the wallet where the wallet counts more', () => {
    const told = { spent: usd(9_000n), at: at + 1 };
    expect(remainingOf({ ...allowance, told }, spendingOf([paid(1_000n)]), at).value).toBe(1_000n);
    // What was promised since the wallet was asked comes on top.
    const since = paid(600n, { approval: { digest: 'd', at: at + 2 } });
    expect(remainingOf({ ...allowance, told }, spendingOf([paid(1_000n), since]), at).value).toBe(400n);
    // Last month's count says nothing of this month.
    expect(remainingOf({ ...allowance, told }, spendingOf([]), Date.UTC(2026, 11, 1)).value).toBe(10_000n);
  });

  it('counts what was paid in part as a whole', () => {
    const inPart = paid(1_000n, { state: 'failed', failure: { code: 'paid-in-part', params: {} } });
    expect(remainingOf(allowance, spendingOf([inPart]), at).value).toBe(9_000n);
  });

  it('is no more after the clock was set back, by a month or two', () => {
    const told = { spent: usd(9_000n), at };
    for (const earlier of [Date.UTC(2026, 9, 21), Date.UTC(2026, 8, 1)]) {
      expect(remainingOf(allowance, spendingOf([paid(4_000n)]), earlier).value).toBe(6_000n);
      expect(remainingOf({ ...allowance, told }, spendingOf([]), earlier).value).toBe(1_000n);
    }
  });

  it('goes on after the limit was raised: what was paid under the one before counts', () => {
    const raised = { ...allowance, id: 'allowance:2', limit: usd(20_000n), replaced: [allowance.id] };
    expect(remainingOf(raised, spendingOf([paid(1_000n), paid(500n, { allowanceId: 'allowance:2' })]), at).value).toBe(18_500n);
  });

  it('is never less than nothing, also after the limit was lowered', () => {
    expect(remainingOf({ ...allowance, limit: usd(500n) }, spendingOf([paid(1_000n)]), at).value).toBe(0n);
  });

  it('covers a debit up to the cap of one payment, in the same asset, while it is active', () => {
    expect(covers(allowance, usd(10_000n), spendingOf([]), at)).toBe(true);
    expect(covers(allowance, usd(10_001n), spendingOf([]), at)).toBe(false);
    expect(covers({ ...allowance, cap: usd(100n) }, usd(101n), spendingOf([]), at)).toBe(false);
    expect(covers(allowance, { ...usd(1n), assetScale: 3 }, spendingOf([]), at)).toBe(false);
    expect(covers({ ...allowance, state: 'over' }, usd(1n), spendingOf([]), at)).toBe(false);
  });
});

describe('other terms', () => {
  const now = { limit: usd(10_000n), period: 'month', cap: usd(2_000n) } as const;

  it.each([
    ['the same', now, true],
    ['a lower limit', { ...now, limit: usd(9_999n) }, true],
    ['a lower cap', { ...now, cap: usd(1n) }, true],
    ['no cap, and a limit below the one before', { limit: usd(2_000n), period: 'month' }, true],
    ['a higher limit', { ...now, limit: usd(10_001n) }, false],
    ['a higher cap', { ...now, cap: usd(2_001n) }, false],
    ['no cap', { limit: now.limit, period: 'month' }, false],
    ['a lower limit and no cap', { limit: usd(9_999n), period: 'month' }, false],
    ['a lower limit in a shorter period', { ...now, limit: usd(9_000n), period: 'day' }, false],
    ['another asset', { ...now, limit: { ...usd(1n), assetScale: 0 } }, false],
  ] as const)('%s', (_, next, isLess) => {
    expect(isLowering(now, next)).toBe(isLess);
  });
});

/** Asks for `count` orders and approves all that are quoted, in an order and with pauses of the schedule's choice. */
async function approveAll(world: ModelWorld, count: number, pauses: readonly number[]): Promise<void> {
  const orders = Array.from({ length: count }, (_, index) => ({
    ...INTENT,
    request: { ...INTENT.request, target: `https://payee.example/incoming-payments/${index}` },
  }));
  await Promise.all(orders.map((order) => world.engine.request(order)));
  await settle();
  const quoted = world.payments.filter(({ state }) => state === 'quoted');
  expect(quoted).toHaveLength(count);
  const approvals = quoted.map(async ({ id, digest = '' }, index) => {
    for (let turn = 0; turn < (pauses[index] ?? 0); turn++) await Promise.resolve();
    await world.engine.approve(id, digest);
  });
  await Promise.all(approvals);
  await settle();
}

describe('an allowance', () => {
  it('pays without a visit to the wallet', async () => {
    const world = new ModelWorld();
    world.allowance = { ...allowance, askedAt: world.clock.now() };
    await world.live();
    expect(world.payments[0]?.history.map(({ state }) => state)).toEqual([
      'asked',
      'resolved',
      'quoted',
      'approved',
      'authorized',
      'submitting',
      'sending',
      'completed',
    ]);
    expect(world.wallet.paid).toBe(1);
    expect(world.openTabs.size).toBe(0);
  });

  it('that does not cover the debit leaves it to the wallet’s consent', async () => {
    const world = new ModelWorld();
    world.allowance = { ...allowance, limit: usd(1_009n) };
    await world.live();
    expect(world.payments[0]?.history.map(({ state }) => state)).toContain('authorizing');
    expect(world.payments[0]?.allowanceId).toBeUndefined();
    expect(world.wallet.paid).toBe(1);
  });

  it('revoked between the yes and the payment pays nothing by itself', async () => {
    const world = new ModelWorld();
    world.allowance = allowance;
    await world.engine.request(INTENT);
    await settle();
    const [payment] = world.payments;
    const approval = world.engine.approve(payment?.id ?? '', payment?.digest ?? '');
    // The yes is read, written and acted on over several turns; after the first of them the allowance is gone.
    await Promise.resolve();
    world.allowance = undefined;
    await approval;
    await settle();
    expect(world.payments[0]?.state).toBe('authorizing');
    expect(world.wallet.paid).toBe(0);
  });

  it('pays exactly once, wherever the worker dies, and never asks the wallet', async () => {
    const calm = new ModelWorld();
    calm.allowance = { ...allowance, askedAt: calm.clock.now() };
    await calm.live();
    for (let point = 0; point < calm.points; point++) {
      const world = new ModelWorld({ killAt: new Set([point]) });
      world.allowance = calm.allowance;
      expect(await world.live(), `killed at ${point}`).toBeDefined();
      expect(world.generation).toBe(1);
      expect(world.wallet.paid, `killed at ${point}`).toBe(1);
      expect(world.payments.flatMap(({ history }) => history.map(({ state }) => state))).not.toContain('authorizing');
    }
  });

  it('is never passed by a hundred approvals at once', async () => {
    const world = new ModelWorld();
    world.allowance = allowance;
    await approveAll(world, 100, []);
    // 100.00 at 10.10 each: nine.
    expect(world.payments.filter(({ allowanceId }) => allowanceId !== undefined)).toHaveLength(9);
    expect(spentOf(allowance, spendingOf(world.payments), world.clock.now()).value).toBeLessThanOrEqual(allowance.limit.value);
  });

  it('is never passed, over random schedules', async () => {
    const schedule = fc.record({
      limit: fc.bigInt({ min: 1n, max: 8_000n }),
      pauses: fc.array(fc.nat(30), { minLength: 6, maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(schedule, async ({ limit, pauses }) => {
        const world = new ModelWorld();
        world.allowance = { ...allowance, limit: usd(limit) };
        await approveAll(world, pauses.length, pauses);
        const under = world.payments.filter(({ allowanceId }) => allowanceId !== undefined);
        expect(BigInt(under.length) * 1_010n).toBeLessThanOrEqual(limit);
        expect(BigInt(under.length)).toBe(limit / 1_010n > 6n ? 6n : limit / 1_010n);
      }),
      { numRuns: 100 },
    );
  });
});
