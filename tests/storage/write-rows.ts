/**
 * Writes a fixture of stored rows: drives a build of the extension through purchases in the demo world, in Chromium, and keeps what it writes.
 *
 *     npx tsx tests/storage/write-rows.ts BUILD FIXTURE WHAT
 *
 * BUILD is the unpacked build (`dist/chrome` of the commit whose rows are wanted), FIXTURE the file to write, WHAT the words that name the build
 * in it. Each write to the store `payments` is recorded in the worker, so that also rows of states which last for a moment are real ones. Of
 * each payment one row is kept, as if the worker had died right after it was written. Keys, which no file can hold, are marked.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'playwright';
import * as v from 'valibot';
import { startWorld, type World } from '../../demo/world.ts';
import { home } from '../e2e/fixtures/payables.ts';
import { carla, Shopper } from '../e2e/fixtures/shopper.ts';
import { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { AllowancePart } from '../e2e/pages/allowance-part.ts';
import { SafetyPage } from '../e2e/pages/safety-page.ts';
import { SheetPage } from '../e2e/pages/sheet-page.ts';

const [build, fixture, what] = process.argv.slice(2);
if (build === undefined || fixture === undefined || what === undefined) throw new Error('usage: write-rows.ts BUILD FIXTURE WHAT');

const LONG = 240_000;
const DOLLAR = 10n ** 9n;
const CONNECTOR = { url: 'wss://connector.test/accounts/carla/ilp/btp', name: 'carla', secret: 'demo-carla-secret' };

/** What this file looks at of a row; all the rest is kept as it is. */
const row = v.looseObject({
  id: v.string(),
  revision: v.number(),
  state: v.string(),
  createdAt: v.number(),
  rail: v.optional(v.record(v.string(), v.unknown())),
  returnUrl: v.optional(v.string()),
  seenAt: v.optional(v.number()),
  leftAt: v.optional(v.number()),
});
type Row = v.InferOutput<typeof row>;
const stores = v.record(v.string(), v.array(v.tuple([v.string(), v.unknown()])));

/** Runs in the worker: how rows are told to this process. */
const ENCODE = `(value) => JSON.stringify(value, function (name, shown) {
  const inner = this[name];
  if (typeof inner === 'bigint') return { $bigint: String(inner) };
  if (inner instanceof CryptoKey) return inner.type === 'private' ? { $privateKey: true } : inner.type === 'secret' ? { $secretKey: true } : { $publicKey: true };
  if (inner instanceof Uint8Array) return { $bytes: [...inner] };
  return shown;
})`;

const RECORD = `(() => {
  if (globalThis.written) return;
  globalThis.written = [];
  const encode = ${ENCODE};
  for (const name of ['put', 'add']) {
    const plain = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...given) {
      if (this.name === 'payments') globalThis.written.push(encode(given[0]));
      return plain.apply(this, given);
    };
  }
})()`;

const READ_STORES = `(async () => {
  const encode = ${ENCODE};
  const ask = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });
  const database = await ask(indexedDB.open('tender'));
  const rows = {};
  for (const name of database.objectStoreNames) {
    if (name === 'payments' || name === 'keys') continue;
    const store = database.transaction(name).objectStore(name);
    const [keys, values] = await Promise.all([ask(store.getAllKeys()), ask(store.getAll())]);
    rows[name] = keys.map((key, index) => [key, values[index]]);
  }
  const { version } = database;
  database.close();
  return encode({ version, rows });
})()`;

/** A browser with the build, and what it writes. */
class Recorder {
  readonly browser: TenderBrowser;
  readonly shopper: Shopper;
  readonly #kept = new Map<string, Row>();
  #known: Row[] = [];

  private constructor(browser: TenderBrowser, shopper: Shopper) {
    this.browser = browser;
    this.shopper = shopper;
  }

  static async start(world: World, extension: string): Promise<Recorder> {
    const browser = await TenderBrowser.start({ extension, world });
    const recorder = new Recorder(browser, new Shopper(world, browser));
    await (await browser.worker()).evaluate(RECORD);
    return recorder;
  }

  get kept(): readonly Row[] {
    return [...this.#kept.values()];
  }

  worker(): Promise<Worker> {
    return this.browser.worker();
  }

  /** Keeps the first row that fits of a payment of which none is kept yet; waits for it. */
  async keep(name: string, fits: (row: Row) => boolean): Promise<void> {
    const found = await this.see(name, fits);
    this.#kept.set(found.id, found);
    console.log(`${name}: ${found.state} of ${found.id}`);
  }

  /** As `keep`, without keeping it. */
  async see(name: string, fits: (row: Row) => boolean): Promise<Row> {
    const deadline = Date.now() + LONG;
    while (Date.now() < deadline) {
      const found = (await this.#written()).find((written) => !this.#kept.has(written.id) && fits(written));
      if (found) return found;
      await sleep(50);
    }
    throw new Error(`no row: ${name}`);
  }

  /** Waits until every payment is at rest, so that the next one is alone. */
  async rest(): Promise<void> {
    const deadline = Date.now() + LONG;
    while (Date.now() < deadline) {
      const last = new Map((await this.#written()).map((written) => [written.id, written]));
      const isOver = ({ state, rail }: Row) => ['completed', 'declined', 'failed', 'expired'].includes(state) && rail === undefined;
      if ([...last.values()].every(isOver)) return;
      await sleep(100);
    }
    throw new Error('something does not come to its end');
  }

  /** A new worker records too. What the one before wrote is known already. */
  async again(): Promise<void> {
    await (await this.worker()).evaluate(RECORD);
  }

  async stores(): Promise<{ version: number; rows: v.InferOutput<typeof stores> }> {
    const text: unknown = await (await this.worker()).evaluate(READ_STORES);
    return v.parse(v.object({ version: v.number(), rows: stores }), JSON.parse(v.parse(v.string(), text)));
  }

  async #written(): Promise<readonly Row[]> {
    const texts: unknown = await (await this.worker()).evaluate('globalThis.written.splice(0)');
    this.#known.push(...v.parse(v.array(v.string()), texts).map((text) => v.parse(row, JSON.parse(text))));
    return this.#known;
  }
}

const isIn = (state: string) => (written: Row) => written.state === state;

async function pay(shopper: Shopper, product = 'socks', beforePay: () => void = () => undefined): Promise<void> {
  const shop = await shopper.visit(product);
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  beforePay();
  await sheet.payButton.click();
}

async function putAway({ shopper, browser }: Recorder): Promise<void> {
  const sheet = await shopper.reopenSheet();
  await sheet.backButton
    .or(sheet.page.getByRole('button', { name: 'Done' }))
    .first()
    .click({ timeout: LONG });
  for (const page of browser.context.pages()) if (page.url().startsWith('https://')) await page.close();
}

/** One whole purchase, of which the row is kept that `fits`. */
async function buyFor(recorder: Recorder, name: string, fits: (row: Row) => boolean, product?: string): Promise<void> {
  await pay(recorder.shopper, product);
  await recorder.shopper.consent();
  await putAway(recorder);
  await recorder.rest();
  await recorder.keep(name, fits);
}

async function cancelled(recorder: Recorder, name: string, fits: (row: Row) => boolean): Promise<void> {
  const shop = await recorder.shopper.visit('socks');
  await shop.payButton.click();
  const sheet = await recorder.shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.cancel();
  await recorder.keep(name, fits);
  await shop.page.close();
  await recorder.rest();
}

/** Purchases with the demo wallet. */
async function withWallet(recorder: Recorder): Promise<void> {
  const { shopper } = recorder;
  const { world } = shopper;
  const early = await shopper.visit('socks');
  await early.payButton.click();
  await recorder.keep('no wallet is linked', isIn('resolved'));
  await early.page.close();
  await recorder.rest();

  await shopper.linkWalletQuickly();
  await setSafety(recorder);
  const options = await shopper.openOptions();
  await options.askFor(world.walletAddress('cloudninebank', 'traveler'));

  await cancelled(recorder, 'the payee is being read', isIn('asked'));
  await cancelled(recorder, 'the sheet waits for a decision', isIn('quoted'));
  await cancelled(recorder, 'cancelled', isIn('declined'));

  await buyFor(recorder, 'approved', isIn('approved'));
  await buyFor(recorder, 'at the wallet', (written) => written.state === 'authorizing' && written.returnUrl === undefined);
  await buyFor(recorder, 'back from the wallet', (written) => written.state === 'authorizing' && written.returnUrl !== undefined);
  await buyFor(recorder, 'authorized', isIn('authorized'));
  await buyFor(recorder, 'submitting', isIn('submitting'));
  await buyFor(recorder, 'sending', isIn('sending'));
  await buyFor(recorder, 'paid, not seen, rights not given back', (written) => written.state === 'completed' && written.rail !== undefined);
  await buyFor(recorder, 'paid and seen', (written) => written.state === 'completed' && written.seenAt !== undefined && !written.rail);
  await buyFor(recorder, 'paid to a wallet address', isIn('completed'), 'wallet-address');
  await buyFor(recorder, 'on its way to a wallet address', isIn('sending'), 'wallet-address');

  const quote = world.faults.add({ kind: 'quote-receive-amount', times: 1 });
  const shop = await shopper.visit('socks');
  await shop.payButton.click();
  await recorder.keep('failed, not seen', isIn('failed'));
  quote.remove();
  await putAwayFailed(recorder);

  await byIssuer(recorder);
  await underAllowance(recorder);
  await deleted(recorder);
  await unsure(recorder);
}

async function putAwayFailed({ shopper, browser }: Recorder): Promise<void> {
  const sheet = await shopper.reopenSheet();
  await sheet.page
    .getByRole('button', { name: /^(Back to the shop|Done|Close|Cancel)$/ })
    .first()
    .click();
  for (const page of browser.context.pages()) if (page.url().startsWith('https://')) await page.close();
}

async function setSafety({ shopper }: Recorder): Promise<void> {
  const { page } = await shopper.openOptions();
  await page.getByRole('link', { name: 'Safety' }).click();
  const section = new SafetyPage(page);
  await section.perPayment.waitFor();
  await section.perPayment.fill('300');
  await section.perSiteDay.fill('400');
  await section.save();
  await page.close();
}

/** Invoices that people bring: no page asks, so no page has been paid to another party before. */
async function byIssuer(recorder: Recorder): Promise<void> {
  for (const state of ['sending', 'completed']) {
    await bring(recorder.shopper, { amount: 2n * DOLLAR });
    await recorder.shopper.consent();
    await putAway(recorder);
    await recorder.rest();
    await recorder.keep(`an invoice at the issuer: ${state}`, isIn(state));
  }
}

/** Has an invoice made, brings it and says yes. @returns its address. */
async function bring(shopper: Shopper, wish: { readonly amount: bigint; readonly packetDelayMs?: number }): Promise<string> {
  const url = shopper.world.acquirer.invoice({ account: 'nano', ...wish });
  const popup = await home(shopper);
  await popup.bring(url);
  const sheet = new SheetPage(popup.page);
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  return url;
}

async function underAllowance(recorder: Recorder): Promise<void> {
  const { shopper } = recorder;
  const options = await shopper.openOptions();
  const part = new AllowancePart(options.wallet(shopper.world.walletAddress(carla.wallet, carla.user)));
  await part.ask('100', { cap: '50' });
  await shopper.consent();
  await part.changeButton.waitFor();
  await options.page.close();
  for (const state of ['submitting', 'completed']) {
    await pay(shopper);
    await recorder.keep(`under an allowance: ${state}`, isIn(state));
    await putAway(recorder);
    await recorder.rest();
  }
}

/** The newest payment, under the allowance, deleted from the history: what stays of it is kept, and no row. */
async function deleted(recorder: Recorder): Promise<void> {
  await pay(recorder.shopper);
  await putAway(recorder);
  await recorder.rest();
  const { page } = await recorder.shopper.openOptions();
  await page.getByRole('link', { name: 'History' }).click();
  await page.locator('.entry-line').first().click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText('Deleted: 1').waitFor();
  await page.close();
}

/** The answer is lost and nobody can be read: first for a while, then until the checking is stopped. The worker's clock goes ahead for that. */
async function unsure(recorder: Recorder): Promise<void> {
  const { shopper } = recorder;
  const { faults } = shopper.world;
  const lose = async (): Promise<() => void> => {
    let mend: () => void = () => undefined;
    await pay(shopper, 'socks', () => {
      faults.add({ kind: 'drop-reply', method: 'POST', path: /\/outgoing-payments$/, times: 1 });
      mend = faults.add({ kind: 'drop-request', method: 'GET', path: /\/(?:incoming|outgoing)-payments\// }).remove;
    });
    return mend;
  };
  const mend = await lose();
  await recorder.keep('nobody knows', isIn('unsure'));
  mend();
  await putAway(recorder);
  await recorder.rest();

  await lose();
  const worker = await recorder.worker();
  await recorder.see('nobody knows again', isIn('unsure'));
  await worker.evaluate('{ const now = Date.now.bind(Date); Date.now = () => now() + 2 * 60 * 60_000; }');
  const { page } = await shopper.openOptions();
  await page.evaluate('{ const now = Date.now.bind(Date); Date.now = () => now() + 2 * 60 * 60_000; }');
  await page.getByRole('link', { name: 'History' }).click();
  await page.locator('.entry-line').first().click();
  await page.getByRole('button', { name: 'Stop checking' }).click();
  await page.locator('.question').getByRole('button').first().click();
  await recorder.keep('the checking was stopped', (written) => written.leftAt !== undefined);
  faults.clear();
}

/** Invoices that are pushed from an account at a connector. */
async function withAccount(recorder: Recorder): Promise<void> {
  const { shopper } = recorder;
  await shopper.linkAccount(CONNECTOR);
  await bring(shopper, { amount: 2n * DOLLAR });
  await putAway(recorder);
  await recorder.rest();
  await recorder.keep('pushed', isIn('completed'));
  await bring(shopper, { amount: 2n * DOLLAR });
  await putAway(recorder);
  await recorder.rest();
  await recorder.keep('a push that began', (written) => written.state === 'submitting' && written.rail?.['push'] !== undefined);

  const url = await bring(shopper, { amount: 90n * DOLLAR, packetDelayMs: 1_500 });
  while (shopper.world.acquirer.received(url) === 0n) await sleep(20);
  await recorder.browser.killWorker();
  await recorder.again();
  await shopper.reopenSheet();
  await recorder.keep('paid in part', (written) => written.state === 'failed' && written.rail === undefined);
}

const world = await startWorld({ timing: { wait: 1 } });
try {
  const wallet = await Recorder.start(world, build);
  await withWallet(wallet);
  const left = await wallet.stores();
  await wallet.browser.close();
  const account = await Recorder.start(world, build);
  await withAccount(account);
  const { rows } = await account.stores();
  await account.browser.close();
  const payments = [...wallet.kept, ...account.kept].toSorted((a, b) => a.createdAt - b.createdAt).map((kept) => [kept.id, kept]);
  const all = { ...left.rows, uplinks: rows['uplinks'] ?? [], payments };
  writeFileSync(fixture, `${JSON.stringify({ what, version: left.version, rows: all }, undefined, 2)}\n`);
} finally {
  await world.close();
}
