import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INTENT, ModelWorld } from '../../tests/support/model-world.ts';
import { settle } from '../../tests/support/virtual-clock.ts';
import type { Amount } from '../model/amount.ts';
import type { LimitCheck, SpendingLimits } from './spending-limits.ts';
import { spendingOf } from './spending-ledger.ts';
import { compare, remainingToday, exceededLimit } from './spending-limits.ts';
import type { Payment } from '../model/payment.ts';

const usd = (value: bigint, assetScale = 2): Amount => ({ value, assetCode: 'USD', assetScale });
const ORIGIN = INTENT.source.origin;

function approved(value: bigint, facts: Partial<Payment> = {}): Payment {
  const quote = { id: 'q', walletId: 'w', debit: usd(value), receive: usd(value), expiresAt: 0 };
  const rest = { id: 'p', key: 'k', revision: 0, history: [], intent: INTENT, createdAt: 0 };
  return { ...rest, state: 'completed', quote, approval: { digest: 'd', at: 5000 }, ...facts };
}

const question = (facts: Partial<LimitCheck> = {}): LimitCheck => ({
  caps: { USD: { perPayment: usd(5000n), perSiteDay: usd(10_000n) } },
  debit: usd(1n),
  origin: ORIGIN,
  today: 1000,
  answers: spendingOf([]),
  ...facts,
});

describe('overCap', () => {
  it.each([
    ['nothing is set', question({ caps: {}, debit: usd(10n ** 15n) })],
    ['another currency is meant', question({ caps: { EUR: { perPayment: usd(1n) } }, debit: usd(9999n) })],
    ['the debit is the limit itself', question({ debit: usd(5000n) })],
    ['it fills the day exactly', question({ debit: usd(4000n), answers: spendingOf([approved(6000n)]) })],
    ['the rest was yesterday', question({ answers: spendingOf([approved(10_000n, { approval: { digest: 'd', at: 999 } })]) })],
    [
      'the rest ended unpaid',
      question({ answers: spendingOf(['failed', 'declined', 'expired'].map((state) => approved(10_000n, { state: state as 'failed' }))) }),
    ],
    ['the rest is not approved', question({ answers: spendingOf([{ ...approved(10_000n), approval: undefined } as unknown as Payment]) })],
    [
      'the rest was at another site',
      question({
        answers: spendingOf([approved(10_000n, { intent: { ...INTENT, source: { ...INTENT.source, origin: 'https://b.example' } } })]),
      }),
    ],
    ['the name is one of every object', question({ debit: { ...usd(1n), assetCode: 'toString' } })],
  ])('lets it pass where %s', (_, asked) => {
    expect(exceededLimit(asked)).toBeUndefined();
  });

  it('tells the limit of a payment before that of the day', () => {
    expect(exceededLimit(question({ debit: usd(5001n) }))).toEqual({ kind: 'payment', cap: usd(5000n), left: usd(5000n) });
  });

  it('counts what the wallet says it took, where that is more than was approved', () => {
    const receipt = { received: usd(6000n), debit: usd(9500n), at: 0 };
    expect(remainingToday(question({ answers: spendingOf([approved(6000n, { receipt })]) }))).toEqual(usd(500n));
    expect(remainingToday(question({ answers: spendingOf([approved(6000n, { receipt: { ...receipt, debit: usd(5000n) } })]) }))).toEqual(
      usd(4000n),
    );
  });

  it('counts whatever may have moved today: on its way, unsure, paid in part', () => {
    const others = [
      approved(3000n, { state: 'submitting' }),
      approved(3000n, { state: 'unsure' }),
      approved(3000n, { state: 'failed', failure: { code: 'paid-in-part', params: {} } }),
    ];
    expect(exceededLimit(question({ debit: usd(1001n), answers: spendingOf(others) }))).toEqual({
      kind: 'day',
      cap: usd(10_000n),
      left: usd(1000n),
    });
    expect(remainingToday(question({ answers: spendingOf(others) }))).toEqual(usd(1000n));
  });

  it('holds wallets of one currency with different scales together, exactly', () => {
    const fine = { ...approved(0n), quote: { id: 'q', walletId: 'w', debit: usd(99_999_999_999n, 9), receive: usd(1n), expiresAt: 0 } };
    const day: SpendingLimits = { USD: { perSiteDay: usd(10_000n) } };
    expect(exceededLimit(question({ caps: day, debit: usd(1n), answers: spendingOf([fine]) }))).toMatchObject({
      kind: 'day',
      left: usd(1n, 9),
    });
    expect(exceededLimit(question({ caps: day, debit: usd(1n, 9), answers: spendingOf([fine]) }))).toBeUndefined();
    expect(compare(usd(100n), usd(1_000_000_000n, 9))).toBe(0);
  });
});

/** Orders at one shop, quoted and waiting for their yes, in a world with a limit for the day. */
async function waiting(count: number, perSiteDay: bigint): Promise<ModelWorld> {
  const world = new ModelWorld();
  world.ownCaps = { USD: { perSiteDay: usd(perSiteDay) } };
  for (let order = 0; order < count; order++) {
    await world.engine.request({ ...INTENT, request: { ...INTENT.request, target: `https://payee.example/incoming-payments/${order}` } });
  }
  await settle();
  return world;
}

const debited = (world: ModelWorld) =>
  world.payments.filter(({ approval }) => approval).reduce((sum, { quote }) => sum + (quote?.debit.value ?? 0n), 0n);

describe('approvals', () => {
  it('a hundred at once stay within the limit of the day, and use it up', async () => {
    const world = await waiting(100, 25_000n);
    const answers = await Promise.allSettled(world.payments.map(({ id, digest = '' }) => world.engine.approve(id, digest)));
    const refused = answers.filter((answer) => answer.status === 'rejected').map(({ reason }) => (reason as { code: string }).code);
    expect(answers.length - refused.length).toBe(24);
    expect(new Set(refused)).toEqual(new Set(['over-own-cap']));
    expect(debited(world)).toBe(24n * 1010n);
  });

  it('over the limit of a payment are refused, and the payment stays as it is', async () => {
    const world = await waiting(1, 10n ** 9n);
    world.ownCaps = { USD: { perPayment: usd(1009n) } };
    const [{ id, digest = '' } = { id: '' }] = world.payments;
    await expect(world.engine.approve(id, digest)).rejects.toMatchObject({ code: 'over-own-cap' });
    expect(world.rows.get(id)?.state).toBe('quoted');
    world.ownCaps = { USD: { perPayment: usd(1010n) } };
    await world.engine.approve(id, digest);
    expect(world.rows.get(id)?.approval).toBeDefined();
  });

  it('property: never over the limit, whatever the order of yeses, declines and deaths of the worker', async () => {
    const act = fc.record({ what: fc.constantFrom('approve', 'approve', 'approve', 'decline', 'wait', 'kill'), which: fc.nat(11) });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), fc.bigInt(0n, 8000n), async (acts, cap) => {
        const world = await waiting(12, cap);
        for (const { what, which } of acts) {
          const payment = world.payments[which];
          if (!payment) continue;
          if (what === 'approve') void world.engine.approve(payment.id, payment.digest ?? '').catch(() => undefined);
          if (what === 'decline') void world.engine.decline(payment.id).catch(() => undefined);
          if (what === 'wait') await settle();
          if (what === 'kill') {
            world.kill();
            await world.wake();
          }
          const live = world.payments.filter(({ approval, state }) => approval && !['declined', 'failed', 'expired'].includes(state));
          expect(live.reduce((sum, { quote }) => sum + (quote?.debit.value ?? 0n), 0n) <= cap).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
