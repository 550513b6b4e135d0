import { setTimeout as sleep } from 'node:timers/promises';
import { startWorld, type World } from '../../demo/world.ts';
import { carla, Shopper } from '../e2e/fixtures/shopper.ts';
import { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { SheetPage } from '../e2e/pages/sheet-page.ts';
import type { ShopPage } from '../e2e/pages/shop-page.ts';
import { WalletPages } from '../e2e/pages/wallet-pages.ts';
import { type Moment, watchFor } from './moments.ts';

/** After this long a shopper gives up waiting for words. */
const PATIENCE_MS = 60_000;

export interface Run {
  readonly moment: string;
  /** False when the moment never came, so that nothing was killed. */
  readonly killed: boolean;
  /** What the shop's page said in the end; undefined when it never did. */
  readonly outcome: string | undefined;
  /** What was on the screen when the shopper gave up. */
  readonly screen: string | undefined;
  /** What left the shopper's account, in its smallest unit. */
  readonly debit: bigint;
  /** How many payments reached the order's incoming payment. */
  readonly payments: number;
  readonly ms: number;
}

/** Buys the same thing again and again, and kills the worker at another moment each time. */
export async function runCampaign(extension: string, moments: readonly Moment[], onRun: (run: Run) => void): Promise<Run[]> {
  const world = await startWorld({ timing: { wait: 1 } });
  const browser = await TenderBrowser.start({ extension, world });
  try {
    const shopper = new Shopper(world, browser);
    await shopper.linkWalletQuickly();
    const runs: Run[] = [];
    for (const moment of moments) {
      const run = await buy(world, shopper, moment);
      onRun(run);
      runs.push(run);
    }
    return runs;
  } finally {
    await browser.close();
    await world.close();
  }
}

async function buy(world: World, shopper: Shopper, moment: Moment): Promise<Run> {
  const started = Date.now();
  const before = world.balance(carla.wallet, carla.user);
  world.requests.clear();
  const shop = await shopper.visit('socks');
  const death = moment.kind === 'request' ? killAtRequest(world, shopper, moment) : undefined;
  await shop.payButton.click();
  const person = new Person(shopper, shop, moment);
  const outcome = await person.buy();
  const screen = outcome === undefined ? await person.screen() : undefined;
  const killed = (await death?.finish()) ?? person.hasKilled;
  // What is still on its way settles within moments.
  await sleep(500);
  const debit = before - world.balance(carla.wallet, carla.user);
  const payments = paymentsOf(world);
  await shop.page.close();
  return { moment: moment.name, killed, outcome, screen, debit, payments, ms: Date.now() - started };
}

/** Kills the worker when the request is at its server. `finish` says whether that came to pass. */
function killAtRequest(world: World, shopper: Shopper, moment: Moment & { kind: 'request' }) {
  const watch = watchFor(world, moment);
  const killing = watch.reached.then(async (reached) => {
    if (reached) await shopper.browser.killWorker();
    return reached;
  });
  return {
    finish: () => {
      watch.stop();
      return killing;
    },
  };
}

/** Payments into the one incoming payment that was made for the order, as the ledger has them. */
function paymentsOf(world: World): number {
  const created = world.requests
    .matching({ method: 'GET', path: /\/incoming-payments\/[^/]+$/ })
    .map(({ path }) => path.split('/').at(-1) ?? '');
  return Math.max(0, ...[...new Set(created)].map((id) => world.ledger.paymentsInto(id)));
}

/** A shopper who presses what can be pressed until the shop's page says how it ended. */
class Person {
  hasKilled = false;
  readonly #shopper: Shopper;
  readonly #shop: ShopPage;
  readonly #moment: Moment;

  constructor(shopper: Shopper, shop: ShopPage, moment: Moment) {
    this.#shopper = shopper;
    this.#shop = shop;
    this.#moment = moment;
  }

  async buy(): Promise<string | undefined> {
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      const said = (await this.#shop.status.innerText()).trim();
      if (said !== '' && !/^(Waiting for your wallet…|Checking…)$/.test(said)) return said;
      await this.#pressPay();
      await this.#sayYes();
      await sleep(100);
    }
    return undefined;
  }

  /** The sheet's face and words, and the tabs. */
  async screen(): Promise<string> {
    const { browser } = this.#shopper;
    const tabs = browser.context.pages().map((page) => page.url());
    if (!(await browser.hasSheet())) return `no sheet; tabs: ${tabs.join(', ')}`;
    const { main, payButton } = new SheetPage(await browser.sheet());
    const face = await main.getAttribute('data-face', { timeout: 1_000 }).catch(() => 'unreachable');
    const words = await main.innerText({ timeout: 1_000 }).catch(() => '');
    const states = ['aria-disabled', 'aria-busy'].map(async (name) => `${name} ${await payButton.getAttribute(name, { timeout: 1_000 })}`);
    const pay = await Promise.all(states).catch(() => ['none']);
    return `sheet ${face}: ${words.replaceAll(/\s+/g, ' ').slice(0, 60)}…; Pay: ${pay.join(', ')}; tabs: ${tabs.join(', ')}`;
  }

  async #pressPay(): Promise<void> {
    const { browser } = this.#shopper;
    if (!(await browser.hasSheet())) return;
    const sheet = new SheetPage(await browser.sheet());
    await this.#killAt('pricing');
    const ready = sheet.payButton.and(sheet.page.locator(':not([aria-disabled="true"])'));
    if (!(await ready.isVisible().catch(() => false))) return;
    await this.#killAt('ready');
    const pressed = await ready.click({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
    if (pressed) await this.#killAt('pressed');
  }

  async #sayYes(): Promise<void> {
    const page = this.#shopper.browser.context.pages().find((open) => /\/consent\/|next=%2Fconsent/.test(open.url()));
    if (!page) return;
    await this.#killAt('consent');
    const wallet = new WalletPages(page);
    try {
      await wallet.logInIfAsked(carla.user, 'demo');
      await wallet.allow.click({ timeout: 2_000 });
    } catch {
      // The tab went away, or on, under our hands.
    }
  }

  async #killAt(face: string): Promise<void> {
    if (this.hasKilled || this.#moment.kind !== 'sheet' || this.#moment.face !== face) return;
    this.hasKilled = true;
    await this.#shopper.browser.killWorker();
  }
}
