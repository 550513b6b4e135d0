import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserSession } from './browser-session.ts';
import type { WorkerStop, WorkerRuns } from './worker-runs.ts';
import { balanceOf, type Truth } from './oracle.ts';
import type { Seller } from './sellers.ts';
import type { End } from './user.ts';
import type { Plan } from './plans.ts';
import { arm } from './injections.ts';

const AFTER_MS = 300;

/** A purchase and its result. */
export interface Run {
  readonly plan: Plan;
  /** The order's id at its seller. */
  readonly order: string;
  readonly end: End;
  readonly truth: Truth;
  readonly stops: readonly WorkerStop[];
  /** Whether the injection happened. */
  readonly hasHappened: boolean;
  /** Milliseconds from the last stop (or from the press of the shop's button, if the worker was not stopped) to the end. */
  readonly recoveryMs: number;
  readonly ms: number;
}

/** Buys the same product again with the plan's injection. */
export async function runOne(plan: Plan, session: BrowserSession, workerRuns: WorkerRuns, seller: Seller): Promise<Run> {
  const { world, user } = session;
  const started = Date.now();
  world.faults.clear();
  world.requests.clear();
  const balance = balanceOf(world);
  const armed = await arm(plan.injection, session, workerRuns);
  const shop = await user.visit(seller.productUrl(world));
  const order = String(await shop.evaluate(`document.querySelector('#pay').dataset.order`));
  const pressedAt = Date.now();
  armed.begin();
  const end = await user.buy(shop);
  const endedAt = Date.now();
  await armed.effectsDone();
  const truth = await seller.truthOf(world, order, balance);
  await user.closeAll(shop);
  // Injections may also happen after the end, while grants are revoked.
  for (let waited = 0; waited < AFTER_MS && plan.injection.kind !== 'none' && !armed.hasHappened(); waited += 20) await sleep(20);
  await armed.end();
  const { stops } = armed;
  const from = stops.findLast(({ at }) => at <= endedAt)?.at ?? pressedAt;
  return { plan, order, end, truth, stops, hasHappened: armed.hasHappened(), recoveryMs: endedAt - from, ms: Date.now() - started };
}

/** The result of a purchase that the test harness aborted: it has no end. */
export function abortedRun(plan: Plan, error: unknown): Run {
  const truth = { debit: 0n, payments: 0, isPaidAtShop: false, incomingPayment: '' };
  return { plan, order: '', end: { kind: 'stuck', words: String(error) }, truth, stops: [], hasHappened: false, recoveryMs: 0, ms: 0 };
}
