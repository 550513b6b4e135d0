import 'fake-indexeddb/auto';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { untilBooksAgree, untilPaid } from '../../../demo/tests/opencharge-support.ts';
import { idOf, person, startTestWorld } from '../../../demo/tests/support.ts';
import type { Person } from '../../../demo/tests/support.ts';
import type { World } from '../../../demo/world.ts';
import { RailWorker } from '../../../tests/rails/rail-worker.ts';
import { createRig, intentFor } from '../../../tests/rails/rig.ts';
import type { Intent } from '../../model/intent.ts';
import type { Payment } from '../../model/payment.ts';
import { isOver, isSubmitted } from '../../model/states.ts';
import { openDatabase } from '../../storage/database.ts';
import { indexedEvidence } from '../../storage/evidence.ts';
import { openChargeRail } from './rail.ts';

/** Each round kills the worker once at each effect from the submission on, and each later run of it once more. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 1);

let world: World;
let payer: Person;
beforeAll(async () => {
  world = await startTestWorld({ timing: { wait: 1, openChargeMs: 20 } });
  payer = await person(world, 'cloudninebank', 'customer');
});
afterAll(async () => {
  expect(world.ledger.check()).toEqual([]);
  await world.close();
});

let databases = 0;
async function newWorker(): Promise<RailWorker> {
  const database = await openDatabase(`opencharge ${(databases += 1)}`);
  return new RailWorker({
    world,
    payer,
    database,
    walletId: 'w1',
    openRail: (fetch, later) => {
      const rig = createRig(world, payer, {
        fetch,
        over: (inner, deps) => openChargeRail({ ...deps, evidence: indexedEvidence(database) }, new Map([[inner.id, inner]])),
      });
      rig.later = later;
      return rig.rail;
    },
  });
}

async function newOrder(): Promise<{ intent: Intent; orderId: string }> {
  const { orderId, order, signature, merchantOcid, checkoutUrl } = await world.openCharge.checkout('product-a', {
    amount: '0.50',
    items: [],
  });
  const { amount, currency } = v.parse(v.object({ amount: v.string(), currency: v.string() }), order);
  const { rail } = createRig(world, payer, {
    over: (inner, deps) => openChargeRail({ ...deps, evidence: { isUsed: () => Promise.resolve(false) } }, new Map([[inner.id, inner]])),
  });
  const base = intentFor(createRig(world, payer).rail, 'incomingPayment', 'https://x.test/incoming-payments/1', amount, currency);
  const value = { order, signature, merchantOcid, checkoutUrl };
  return { intent: { ...base, requestId: crypto.randomUUID(), request: rail.parseRequest('opencharge', value) }, orderId };
}

/** Buys an order in workers that die at the given effects after the submission, one after the other. @returns how many died. */
async function buyThroughDeaths(deaths: readonly number[]): Promise<{ payment: Payment; died: number; effects: number }> {
  const { intent, orderId } = await newOrder();
  const worker = await newWorker();
  const { id } = await worker.engine.request(intent);
  const { digest = '' } = await worker.until(id, (payment) => payment.digest !== undefined || isOver(payment.state));
  let effects = 0;
  let died = 0;
  let isSent = false;
  worker.onEffect = (_effect, next) => {
    isSent ||= next !== undefined && isSubmitted(next.state);
    if (!isSent) return false;
    effects += 1;
    const isLast = deaths[died] === undefined || effects <= (deaths[died] ?? 0);
    if (isLast) return false;
    died += 1;
    effects = 0;
    return true;
  };
  await worker.engine.approve(id, digest);
  let payment = await worker.until(id, ({ state }) => isOver(state));
  while (!isOver(payment.state)) {
    void worker
      .start()
      .resumeAll()
      .catch(() => undefined);
    payment = await worker.until(id, ({ state }) => isOver(state));
  }
  await untilPaid(world, orderId);
  return { payment, died, effects };
}

test('a worker that dies at any moment after the submission pays once, and ends with the proof', { timeout: 3_600_000 }, async () => {
  const { effects: all } = await buyThroughDeaths([]);
  expect(all).toBeGreaterThan(5);
  let kills = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let at = 0; at < all; at += 1) {
      const { payment, died } = await buyThroughDeaths([at, (at * 7 + round) % all]);
      kills += died;
      expect(payment).toMatchObject({ state: 'completed', receipt: { evidence: [{ kind: 'signed-order' }, { kind: 'signed-proof' }] } });
      expect(world.ledger.paymentsInto(idOf(payment.payable?.url ?? ''))).toBe(1);
    }
  }
  await untilBooksAgree(world);
  expect(kills).toBeGreaterThanOrEqual(all * ROUNDS);
  // oxlint-disable-next-line no-console -- a figure of the test's own
  console.log(`${kills} deaths, ${all} effects after the submission: every order paid once and proven`);
});
