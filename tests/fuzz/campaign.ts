import type { CDPSession, Page } from 'playwright';
import type { Shopper } from '../e2e/fixtures/shopper.ts';
import { AllowancePart } from '../e2e/pages/allowance-part.ts';
import { SafetyPage } from '../e2e/pages/safety-page.ts';
import { carla } from '../e2e/fixtures/shopper.ts';
import { bundleSenders } from './bundle.ts';
import type { Known } from './hostile-messages.ts';
import { COUNT_UNCAUGHT, readStorage, type Storage } from './worker-facts.ts';

/** Which way in, in which world, and how much of all that is sent goes that way. */
const CHANNELS = [
  { name: 'ports', world: 'content', share: 0.6 },
  { name: 'messages', world: 'content', share: 0.1 },
  { name: 'events', world: 'page', share: 0.15 },
  { name: 'bridge', world: 'page', share: 0.1 },
  { name: 'requests', world: 'page', share: 0.05 },
] as const;

/** Messages for one call into the browser. */
const BATCH = 500;

export interface FuzzReport {
  readonly sent: number;
  /** Each change of what is stored, each request to a server, each tab and window that nobody asked for. */
  readonly privileged: readonly string[];
  readonly uncaught: readonly string[];
  readonly workerDeaths: number;
}

/**
 * Links a wallet, gives an allowance, sets limits, asks for a payment up to the sheet that is ready, and then has the shop's page attack:
 * `count` seeded messages, through every way that a page, or code that broke out of it, has to the worker.
 */
export async function fuzz(shopper: Shopper, seed: number, count: number): Promise<FuzzReport> {
  const { browser, world } = shopper;
  const shop = await prepare(shopper);
  const worker = await browser.worker();
  const before = await readStorage(worker);
  const known = knownOf(before);
  await worker.evaluate(COUNT_UNCAUGHT);
  const generation = await browser.workerGeneration();

  const attack = await Attack.into(shop, browser.extensionId);
  const tabs = await tabsOf(browser.context.pages());
  world.requests.clear();
  let sent = 0;
  for (const { name, world: where, share } of CHANNELS) {
    const goal = Math.round(count * share);
    for (let done = 0; done < goal; done += BATCH) {
      sent += await attack.send(where, name, known, seed + sent, Math.min(BATCH, goal - done));
    }
  }
  // What was sent last has its turn.
  await attack.send('content', 'messages', known, seed, 1);

  const after = await browser.worker();
  const lost = (await browser.workerGeneration()) === generation ? 0 : 1;
  const uncaught = lost === 1 ? [] : await after.evaluate<string[]>('uncaught');
  return {
    sent,
    privileged: [
      ...differences(before, await readStorage(after)),
      ...world.requests
        .fromClients()
        .filter(({ path }) => !path.startsWith('/?frame'))
        .map(({ method, host, path }) => `${method} ${host}${path}`),
      ...(await tabsOf(browser.context.pages())).filter((url) => !tabs.includes(url)).map((url) => `opened ${url}`),
    ],
    uncaught: [...uncaught, ...attack.uncaught],
    workerDeaths: lost,
  };
}

async function prepare(shopper: Shopper): Promise<Page> {
  const { world } = shopper;
  await shopper.linkWalletQuickly();
  const options = await shopper.openOptions();
  const part = new AllowancePart(options.wallet(world.walletAddress(carla.wallet, carla.user)));
  await part.ask('300.00');
  await shopper.consent();
  await part.changeButton.waitFor();
  await options.page.close();
  await setLimits(shopper);
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  await (await shopper.sheet()).waitUntilReady();
  return shop.page;
}

async function setLimits(shopper: Shopper): Promise<void> {
  const page = await shopper.browser.newPage();
  await page.goto(`${shopper.browser.optionsUrl}#safety`);
  const safety = new SafetyPage(page);
  await safety.perPayment.fill('100');
  await safety.save();
  await page.close();
}

function knownOf({ payments = {}, wallets = {}, allowances = {} }: Storage): Known {
  const [payment] = Object.values(payments);
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    paymentId: text(Reflect.get(Object(payment), 'id')),
    digest: text(Reflect.get(Object(payment), 'digest')),
    walletId: Object.keys(wallets)[0] ?? '',
    allowanceId: Object.keys(allowances)[0] ?? '',
  };
}

function differences(before: Storage, after: Storage): string[] {
  const stores = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return stores.flatMap((store) => {
    const [old, now] = [before[store] ?? {}, after[store] ?? {}];
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return keys.filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key])).map((key) => `changed ${store} ${key}`);
  });
}

function tabsOf(pages: readonly Page[]): Promise<string[]> {
  return Promise.resolve(pages.map((page) => page.url()).toSorted());
}

/** Runs the senders in a page and in the world of its content script, without a click of anybody's. */
class Attack {
  readonly uncaught: string[] = [];
  readonly #session: CDPSession;
  readonly #contexts: Record<'page' | 'content', number | undefined> = { page: undefined, content: undefined };

  static async into(page: Page, extensionId: string): Promise<Attack> {
    const session = await page.context().newCDPSession(page);
    const attack = new Attack(session, extensionId);
    await session.send('Runtime.enable');
    const senders = await bundleSenders();
    for (const world of ['page', 'content'] as const) await attack.#evaluate(world, senders);
    return attack;
  }

  private constructor(session: CDPSession, extensionId: string) {
    this.#session = session;
    session.on('Runtime.executionContextCreated', ({ context }) => {
      const { isDefault, type } = (context.auxData ?? {}) as { isDefault?: boolean; type?: string };
      if (isDefault) this.#contexts.page ??= context.id;
      else if (type === 'isolated' && context.origin.includes(extensionId)) this.#contexts.content ??= context.id;
    });
    session.on('Runtime.exceptionThrown', ({ exceptionDetails: { exception, text, url, stackTrace } }) => {
      const where = `${url ?? ''} ${stackTrace?.callFrames.map((frame) => frame.url).join(' ') ?? ''} ${exception?.description ?? ''}`;
      if (where.includes(extensionId)) this.uncaught.push(exception?.description ?? text);
    });
  }

  async send(world: 'page' | 'content', channel: string, known: Known, seed: number, count: number): Promise<number> {
    return Number(await this.#evaluate(world, `fuzz(${[channel, known, seed, count].map((value) => JSON.stringify(value)).join(', ')})`));
  }

  async #evaluate(world: 'page' | 'content', expression: string): Promise<unknown> {
    const contextId = this.#contexts[world];
    if (contextId === undefined) throw new Error(`no world of the ${world}`);
    const { result, exceptionDetails } = await this.#session.send('Runtime.evaluate', {
      expression,
      contextId,
      awaitPromise: true,
      returnByValue: true,
      userGesture: false,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as unknown;
  }
}
