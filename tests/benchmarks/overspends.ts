import type { Allowance } from '../../src/limits/allowance.ts';
import type { PaymentState } from '../../src/model/states.ts';
import { INTENT, ModelWorld } from '../support/model-world.ts';
import { randomFrom } from '../support/random.ts';
import { settle } from '../support/virtual-clock.ts';
import type { Figures } from './figures.ts';

const SCHEDULES = 10_000;
/** What one payment of the model world costs. */
const DEBIT = 1_010n;
const ORDERS = 8;

/**
 * Approvals that come at once, in random order and with random pauses, some with the worker's death in between, under an allowance of
 * a random limit. Counts the schedules in which more was promised, or paid without a consent, than the limit.
 */
export async function overspends(seed = 1): Promise<Figures> {
  const random = randomFrom(seed);
  const counts = { overspends: 0, refusedTooMuch: 0, killed: 0 };
  for (let schedule = 0; schedule < SCHEDULES; schedule += 1) {
    const limit = BigInt(1 + random(9_000));
    const isKilled = random(4) === 0;
    const world = new ModelWorld(isKilled ? { killAt: new Set([random(400)]) } : {});
    world.allowance = { ...ALLOWANCE, limit: { ...ALLOWANCE.limit, value: limit }, askedAt: world.clock.now() };
    await approveAtOnce(world, random);
    if (world.generation > 0) {
      counts.killed += 1;
      await world.wake();
      await settle();
      await approveAtOnce(world, random);
    }
    const promised = world.payments.filter(({ allowanceId, state }) => allowanceId !== undefined && state !== 'failed');
    const sum = BigInt(promised.length) * DEBIT;
    if (sum > limit || BigInt(world.wallet.paid) * DEBIT > limit) counts.overspends += 1;
    const fitting = limit / DEBIT < BigInt(ORDERS) ? limit / DEBIT : BigInt(ORDERS);
    if (!isKilled && BigInt(promised.length) < fitting) counts.refusedTooMuch += 1;
  }
  return {
    allowanceSchedules: SCHEDULES,
    allowanceSchedulesKilled: counts.killed,
    allowanceOverspends: counts.overspends,
    allowanceUnderuses: counts.refusedTooMuch,
  };
}

const ALLOWANCE: Allowance = {
  id: 'allowance:bench',
  walletId: 'wallet',
  state: 'active',
  limit: { value: 0n, assetCode: 'USD', assetScale: 2 },
  period: 'month',
  granted: { value: 10_000n, assetCode: 'USD', assetScale: 2 },
  askedAt: 0,
};

const UNPRICED: ReadonlySet<PaymentState> = new Set(['asked', 'resolved']);

/** Asks for the orders (again), and says yes to all that are priced. */
async function approveAtOnce(world: ModelWorld, random: (below: number) => number): Promise<void> {
  for (let order = 0; order < ORDERS; order += 1) {
    const target = `https://payee.example/incoming-payments/${order}`;
    void world.engine.request({ ...INTENT, request: { ...INTENT.request, target } });
  }
  await settle();
  // Hashing takes place on a thread of its own, which a busy machine may keep waiting.
  for (let tries = 0; tries < 20 && !world.isDead && world.payments.some(({ state }) => UNPRICED.has(state)); tries += 1) await settle();
  const quoted = world.payments.filter(({ state }) => state === 'quoted');
  const shuffled = quoted.map((payment) => ({ payment, at: random(1_000) })).toSorted((a, b) => a.at - b.at);
  for (const { payment } of shuffled) {
    for (let turn = random(12); turn > 0; turn -= 1) await Promise.resolve();
    // A dead worker never answers.
    void world.engine.approve(payment.id, payment.digest ?? '').catch(() => undefined);
  }
  await settle();
  await settle();
}
