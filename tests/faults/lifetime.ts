import { setTimeout as sleep } from 'node:timers/promises';
import { type BrowserSession, openBrowserSession } from './browser-session.ts';
import { balanceOf, type Truth } from './oracle.ts';
import { SHOP } from './sellers.ts';
import { type End, isConsent } from './user.ts';
import type { Tab } from './tabs.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { verdictOf } from './verdict.ts';

/** Measurements of a worker without a debugger. Times in milliseconds. */
export interface Lifetime {
  readonly name: string;
  readonly verdict: ReturnType<typeof verdictOf>;
  /**
   * How long the worker was watched while a payment was in progress or a consent page was open, and how much of that time it was running.
   */
  readonly watchedMs: number;
  readonly awakeMs: number;
  /** From then to the end of the payment. */
  readonly recoveryMs: number;
  /** From the end of the payment until the worker was stopped; undefined if it was not. */
  readonly asleepAfterMs: number | undefined;
}

/** Milliseconds. Chromium stops an idle worker after 30 s; this is 1.5 times as long. */
const WATCH_MS = 48_000;
/** Milliseconds. An alarm that was set before the end may start the worker again, 30 s later and for 30 s. */
const SLEEPS_WITHIN_MS = 65_000;
const LOOK_EVERY_MS = 250;

interface Scene {
  readonly lifetime: Omit<Lifetime, 'verdict'>;
  readonly end: End;
  readonly truth: Truth;
}

/** Two purchases, each in its own browser, without a debugger on the worker. */
export async function runLifetimes(extension: string): Promise<Lifetime[]> {
  const scenes = await Promise.all([inSession(extension, slowSettlement, WATCH_MS), inSession(extension, stopAtTheWallet)]);
  // Both buy the same product, so a higher debit is a double payment.
  const debits = scenes.map(({ truth: { debit } }) => debit).toSorted((a, b) => (a < b ? -1 : 1));
  const price = debits.find((debit) => debit > 0n) ?? 0n;
  return scenes.map(({ lifetime, end, truth }) => ({
    ...lifetime,
    verdict: verdictOf({ end, truth, recoveryMs: lifetime.recoveryMs }, price),
  }));
}

/** The settlement takes longer than the idle timeout of a worker. */
async function slowSettlement(session: BrowserSession): Promise<Scene> {
  const opened = await atTheWallet(session);
  await untilSent(session);
  const watched = await watch(session);
  return ending(session, opened, { name: 'the money takes 48 s', ...watched });
}

/** The worker is stopped while the consent page is open, and the user takes time. */
async function stopAtTheWallet(session: BrowserSession): Promise<Scene> {
  const opened = await atTheWallet(session);
  await session.tabs.closeWorker(session.origin);
  const watched = await watch(session);
  return ending(session, opened, { name: 'ended at the consent, which is answered 48 s later', ...watched });
}

interface Opened {
  readonly shop: Tab;
  readonly order: string;
  readonly balance: bigint;
}

/** Opens the consent page and leaves it open. */
async function atTheWallet({ world, user, tabs }: BrowserSession): Promise<Opened> {
  const balance = balanceOf(world);
  const shop = await user.visit(SHOP.productUrl(world));
  const order = String(await shop.evaluate(`document.querySelector('#pay').dataset.order`));
  await shop.click(`document.querySelector('#pay')`);
  await until(() => user.pressPay());
  await until(async () => (await tabs.find(isConsent)) !== undefined);
  return { shop, order, balance };
}

async function untilSent({ world, user }: BrowserSession): Promise<void> {
  await until(async () => {
    await user.giveConsent();
    return world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ }).some(({ status }) => status === 201);
  });
}

async function ending(
  { world, user, tabs, origin }: BrowserSession,
  { shop, order, balance }: Opened,
  watched: Pick<Lifetime, 'name' | 'watchedMs' | 'awakeMs'>,
): Promise<Scene> {
  const from = Date.now();
  const end = await user.continueToEnd(shop);
  const endedAt = Date.now();
  const truth = await SHOP.truthOf(world, order, balance);
  await user.closeAll(shop);
  while (tabs.hasWorker(origin) && Date.now() - endedAt < SLEEPS_WITHIN_MS) await sleep(LOOK_EVERY_MS);
  const asleepAfterMs = tabs.hasWorker(origin) ? undefined : Date.now() - endedAt;
  return { end, truth, lifetime: { ...watched, recoveryMs: endedAt - from, asleepAfterMs } };
}

/** Measures how long the worker runs. */
async function watch({ tabs, origin }: BrowserSession): Promise<{ watchedMs: number; awakeMs: number }> {
  const started = Date.now();
  let awakeMs = 0;
  while (Date.now() - started < WATCH_MS) {
    await sleep(LOOK_EVERY_MS);
    if (tabs.hasWorker(origin)) awakeMs += LOOK_EVERY_MS;
  }
  return { watchedMs: WATCH_MS, awakeMs };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('the purchase does not get there');
    await sleep(50);
  }
}

async function inSession(extension: string, play: (session: BrowserSession) => Promise<Scene>, settleMs?: number): Promise<Scene> {
  const session = await openBrowserSession({
    extension,
    way: 'consent',
    patienceMs: PATIENCE_MS,
    ...(settleMs === undefined ? {} : { settleMs }),
  });
  try {
    return await play(session);
  } finally {
    await session.close();
  }
}
