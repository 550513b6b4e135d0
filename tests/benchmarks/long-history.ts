import type { Worker } from 'playwright';
import { startWorld, type World } from '../../demo/world.ts';
import { spanOf } from '../../src/limits/allowance.ts';
import { Shopper } from '../e2e/fixtures/shopper.ts';
import { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { SafetyPage } from '../e2e/pages/safety-page.ts';
import { give, press } from './allowance.ts';
import { type Figures, median } from './figures.ts';

/** Payments in the allowance's period, all at one shop; every other of them today. */
const PAYMENTS = 50_000;

/** Covers all of them at a cent each. */
const LIMIT = '9000';

interface Times {
  /** From the press of Pay until the approval is on disk. */
  readonly approved: number;
  /** The transaction of the approval alone: what limits ask, and the write. */
  readonly write: number;
}

/**
 * The approval under an allowance and a limit of the day, in a browser whose journal is empty and in one with many payments in the period,
 * in turns. The many were left by the version before the spending ledger, so that its migration is measured as well.
 */
export async function longHistory(extension: string, runs: number): Promise<Figures> {
  const world = await startWorld({ timing: { wait: 0 } });
  const empty = await TenderBrowser.start({ extension, world });
  const long = await TenderBrowser.start({ extension, world });
  try {
    const shoppers = { empty: await prepared(world, empty), long: await prepared(world, long) };
    await pay(shoppers.long);
    const upgrade = await leaveLongHistory(long);
    const times = { empty: [] as Times[], long: [] as Times[] };
    for (let run = 0; run < runs + 1; run += 1) {
      for (const name of ['empty', 'long'] as const) {
        const taken = await pay(shoppers[name]);
        if (run > 0) times[name].push(taken);
      }
    }
    const of = (name: keyof typeof times, what: keyof Times) => median(times[name].map((one) => one[what]));
    return {
      historyPayments: PAYMENTS,
      historyUpgradeMs: upgrade,
      emptyPayToApprovedMs: of('empty', 'approved'),
      longPayToApprovedMs: of('long', 'approved'),
      longPayToApprovedRatio: of('long', 'approved') / of('empty', 'approved'),
      emptyApprovalWriteMs: of('empty', 'write'),
      longApprovalWriteMs: of('long', 'write'),
      longApprovalWriteRatio: of('long', 'write') / of('empty', 'write'),
    };
  } finally {
    await empty.close();
    await long.close();
    await world.close();
  }
}

/** A shopper with a wallet, an allowance there and a limit for the day. */
async function prepared(world: World, browser: TenderBrowser): Promise<Shopper> {
  const shopper = new Shopper(world, browser);
  await shopper.linkWalletQuickly();
  await give(shopper, LIMIT);
  const { page } = await shopper.openOptions();
  await page.getByRole('link', { name: 'Safety' }).click();
  const section = new SafetyPage(page);
  await section.perSiteDay.fill(LIMIT);
  await section.save();
  await page.close();
  return shopper;
}

async function pay(shopper: Shopper): Promise<Times> {
  const { shop, sheet } = await press(shopper);
  const worker = await shopper.browser.worker();
  await worker.evaluate(WATCH_APPROVALS);
  await sheet.payButton.click();
  const pressed = Number(await sheet.page.evaluate('pressedAt'));
  await shop.waitForStatus('Paid', 60_000);
  const { began, done } = (await worker.evaluate('globalThis.approvals.at(-1)')) as { began: number; done: number };
  await released(worker);
  await shop.page.close();
  return { approved: done - pressed, write: done - began };
}

/** Notes when each transaction began, and was on disk, that wrote a payment as approved and on its way to the wallet. */
const WATCH_APPROVALS = `(() => {
  if (globalThis.approvals) return;
  globalThis.approvals = [];
  const now = () => performance.timeOrigin + performance.now();
  const began = new WeakMap();
  const seen = new Set();
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...given) {
    const opened = transaction.apply(this, given);
    began.set(opened, now());
    return opened;
  };
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (row, ...rest) {
    const opened = this.transaction;
    // Under an allowance an approved payment goes to the wallet in the same write. Later writes in that state are not meant.
    if (this.name === 'payments' && row.state === 'submitting' && !seen.has(row.id)) {
      seen.add(row.id);
      opened.addEventListener('complete', () => globalThis.approvals.push({ began: began.get(opened), done: now() }));
    }
    return put.call(this, row, ...rest);
  };
})()`;

/** Waits until nothing of any payment is left at the wallet, so that the next turn finds a worker at rest. */
async function released(worker: Worker): Promise<void> {
  while (Number(await worker.evaluate(UNFINISHED)) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}

const ASK =
  'const ask = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });';

const UNFINISHED = `(async () => {
  ${ASK}
  const database = await ask(indexedDB.open('tender'));
  const count = await ask(database.transaction('payments').objectStore('payments').index('open').count());
  database.close();
  return count;
})()`;

/**
 * Puts a database of version 4 in the place of the browser's own, with the same rows and many copies of its payment.
 * @returns how long the next worker takes to bring it to this version, in milliseconds.
 */
async function leaveLongHistory(browser: TenderBrowser): Promise<number> {
  const page = await browser.newPage();
  await page.goto(new URL('/manifest.json', browser.sheetUrl).href);
  await browser.killWorker();
  const now = Date.now();
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  await page.evaluate(`(${fill})(${PAYMENTS}, [${spanOf('month', now).from}, ${midnight}], ${now})`);
  await browser.killWorker();
  const took = Number(await page.evaluate(UPGRADE));
  await page.close();
  return took;
}

/** From the sheet's connection, which starts a worker, until the database is one of this version. */
const UPGRADE = `(async () => {
  ${ASK}
  const started = performance.now();
  chrome.runtime.connect({ name: 'sheet' });
  for (;;) {
    // While an upgrade goes on nobody else gets a connection.
    const database = await ask(indexedDB.open('tender'));
    const { version } = database;
    database.close();
    if (version > 4) return performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
})()`;

/** Runs in the page. */
const fill = `async (payments, starts, now) => {
  ${ASK}
  const indexes = { payments: { key: 'key', open: 'open', createdAt: 'createdAt', approvedAt: 'approval.at' }, deletedPayments: { key: 'key', approvedAt: 'approval.at', deletedAt: 'deletedAt' } };
  const database = await ask(indexedDB.open('tender'));
  const stores = {};
  for (const name of database.objectStoreNames) {
    if (name.startsWith('ledger')) continue;
    const store = database.transaction(name).objectStore(name);
    const [keys, rows] = await Promise.all([ask(store.getAllKeys()), ask(store.getAll())]);
    stores[name] = { keyPath: store.keyPath, keys, rows };
  }
  database.close();
  await ask(indexedDB.deleteDatabase('tender'));
  const opening = indexedDB.open('tender', 4);
  opening.onupgradeneeded = () => {
    for (const [name, { keyPath }] of Object.entries(stores)) {
      const store = opening.result.createObjectStore(name, keyPath === null ? {} : { keyPath });
      for (const [index, path] of Object.entries(indexes[name] ?? {})) store.createIndex(index, path);
    }
  };
  const old = await ask(opening);
  const writing = old.transaction(Object.keys(stores), 'readwrite');
  for (const [name, { keyPath, keys, rows }] of Object.entries(stores))
    rows.forEach((row, index) => writing.objectStore(name).put(row, keyPath === null ? keys[index] : undefined));
  const [model] = stores.payments.rows;
  const debit = { ...model.quote.debit, value: 1n };
  for (let index = 0; index < payments; index += 1) {
    const start = starts[index % 2];
    const at = Math.floor(start + ((now - start) * index) / payments);
    const order = String(index);
    const intent = { ...model.intent, requestId: order, request: { ...model.intent.request, target: model.intent.request.target + order } };
    const payment = { ...model, id: order, key: model.key + order, intent, createdAt: at, seenAt: at, approval: { ...model.approval, at }, quote: { ...model.quote, debit }, receipt: { ...model.receipt, debit } };
    writing.objectStore('payments').put(payment);
  }
  await new Promise((resolve, reject) => { writing.oncomplete = resolve; writing.onabort = () => reject(writing.error); });
  const left = old.version;
  old.close();
  if (left !== 4) throw new Error('the version before was wanted');
}`;
