import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSession } from '../../demo/tests/opencharge-support.ts';
import type { World } from '../../demo/world.ts';
import { inRoot } from '../../scripts/lib/paths.ts';
import { runNode } from '../../scripts/lib/processes.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import type { BrowserSession } from './browser-session.ts';
import { balanceOf, stillness, type Truth, truthOf } from './oracle.ts';

/** Where a campaign buys, and how the result of a purchase there is read. */
export interface Seller {
  productUrl(world: World): string;
  /** Waits until no payment is in progress, then reads the state of an order. It does not use anything that the extension reports. */
  truthOf(world: World, order: string, balanceBefore: bigint): Promise<Truth>;
  /** Violations of the rules of the books as text, when all purchases are over. */
  breachesIn(world: World): Promise<readonly string[]>;
  /** The orders of which the exported history has a valid proof. */
  provenOrders?(session: BrowserSession): Promise<ReadonlySet<string>>;
}

/** Is paid at its wallet. */
export const SHOP: Seller = {
  productUrl: (world) => new URL('products/socks', world.shopUrl).href,
  truthOf,
  breachesIn: ({ ledger }) => Promise.resolve(ledger.check()),
};

/** Signs its orders, and is paid through a payment gateway, which proves it. */
export const MERCHANT: Seller = {
  productUrl: (world) => new URL('products/product-e', world.openCharge.merchantUrl).href,
  truthOf: async (world, order, balanceBefore) => {
    await stillness(world);
    const incomingPayment = await incomingPaymentIn(world);
    return {
      debit: balanceBefore - balanceOf(world),
      payments: world.ledger.paymentsInto(incomingPayment),
      isPaidAtShop: world.openCharge.orderStatus(order) === 'paid',
      incomingPayment,
    };
  },
  breachesIn: async (world) => {
    const breaches = () => [...world.ledger.check(), ...world.openCharge.check()];
    for (const deadline = Date.now() + PATIENCE_MS; breaches().length > 0 && Date.now() < deadline; ) await sleep(50);
    return breaches();
  },
  provenOrders: async (session) => {
    const folder = await mkdtemp(join(tmpdir(), 'tender-proofs-'));
    try {
      return await verified(await exportHistory(session, folder));
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** Last segment of the incoming payment of the checkout session that the extension has read. */
async function incomingPaymentIn(world: World): Promise<string> {
  const paths = world.requests.matching({ method: 'GET', path: /\/checkout\/sessions\/[^/]+$/ }).map(({ path }) => path);
  const [id] = paths.map((path) => path.split('/').at(-1));
  if (id === undefined) return '';
  const { incomingPayment } = await readSession(world, id);
  return incomingPayment.split('/').at(-1) ?? '';
}

/** Presses "Export as JSON" in the history. @returns the path of the file. */
async function exportHistory({ devTools, tabs, optionsUrl }: BrowserSession, folder: string): Promise<string> {
  await devTools.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  const page = await tabs.open(`${optionsUrl}#history`);
  // Disabled until all payments are loaded.
  const button = `[...document.querySelectorAll('.exports button[aria-disabled="false"]')].at(-1)`;
  await page.until(`${button} !== undefined`);
  await page.evaluate(`${button}.click()`);
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(20)) {
    const [name] = (await readdir(folder)).filter((file) => file.endsWith('.json'));
    const text = name === undefined ? '' : await readFile(join(folder, name), 'utf8');
    if (name === undefined || !text.endsWith('}\n')) continue;
    await page.close();
    return join(folder, name);
  }
  throw new Error('the history is not exported');
}

/** The orders whose proofs are valid, by the script that merchants run. */
async function verified(file: string): Promise<ReadonlySet<string>> {
  const { output } = await runNode(inRoot('scripts', 'verify-proof.mjs'), [file]);
  return new Set([...output.matchAll(/^order (\S+) of OCID \d+: VALID/gm)].flatMap(([, order]) => order ?? []));
}
