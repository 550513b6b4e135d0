import { mkdirSync, rmSync } from 'node:fs';
import type { Page } from 'playwright';
import type { World } from '../../demo/world.ts';
import { Shopper } from '../../tests/e2e/fixtures/shopper.ts';
import { TenderBrowser } from '../../tests/e2e/fixtures/tender-browser.ts';
import { relativeToRoot } from '../lib/paths.ts';
import { aborted } from '../lib/processes.ts';
import { data } from './data.ts';

/** What the shoes cost: USD 80.80 for MXN 1,400.00, at 17.50 and 1 %. */
const DEBIT = 8_080n;
const PRICE = 140_000n;

/** The whole purchase without a window: each step printed with its time, a picture of each screen saved. True if all went well. */
export async function playPurchase(world: World, extension: string, ended: AbortSignal): Promise<boolean> {
  rmSync(data.pictures, { recursive: true, force: true });
  mkdirSync(data.pictures, { recursive: true });
  const browser = await TenderBrowser.start({ extension, world });
  void aborted(ended).then(() => browser.close());
  try {
    return await purchase(world, browser);
  } catch (error) {
    if (ended.aborted) return false;
    await pictureOfAll(browser);
    throw error;
  } finally {
    await browser.close();
  }
}

async function purchase(world: World, browser: TenderBrowser): Promise<boolean> {
  const say = stopwatch();
  const screens = album();
  const shopper = new Shopper(world, browser, screens);

  say('Browser started, extension loaded');
  await shopper.linkWallet();
  say(`Wallet linked: ${world.walletAddress('cloudninebank', 'customer')}`);

  const shop = await shopper.visit('shoes');
  say('Shop opened: running shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  say(`Sheet open and priced: "${await sheet.payButton.innerText()}"`);
  for (const colorScheme of ['light', 'dark'] as const) {
    await sheet.page.emulateMedia({ colorScheme });
    await screens(`sheet-${colorScheme}`, sheet.page);
  }
  await sheet.page.emulateMedia({ colorScheme: null });
  await sheet.payButton.click();
  say('Approved');
  await shopper.consent();
  say('Wallet asked, and was told yes');
  await shop.waitForStatus('Paid');
  say('Shop says: Paid');
  await screens('shop-paid', shop.page);
  const receipt = await shopper.reopenSheet();
  await receipt.heading(/^Paid /).waitFor();
  await screens('sheet-paid', receipt.page);

  const debited = 50_000n - world.balance('cloudninebank', 'customer');
  const received = world.balance('happylifebank', 'retailer');
  say(`In the ledgers: ${debited} US cents left the shopper's account, ${received} Mexican centavos reached the shop's`);
  console.log(`\nPictures of each screen: ${relativeToRoot(data.pictures)}/`);
  return debited === DEBIT && received === PRICE;
}

/** Prints lines with the seconds since the start. */
function stopwatch(): (text: string) => void {
  const started = performance.now();
  return (text) => console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`);
}

/** Saves pictures, numbered in the order in which they were taken. */
function album(): (name: string, page: Page) => Promise<void> {
  let count = 0;
  return async (name, page) => {
    count += 1;
    await page.screenshot({ path: `${data.pictures}/${String(count).padStart(2, '0')}-${name}.png` });
  };
}

/** What was on the screen when something went wrong. */
async function pictureOfAll(browser: TenderBrowser): Promise<void> {
  for (const [index, page] of browser.context.pages().entries()) {
    await page.screenshot({ path: `${data.pictures}/failed-${index}.png`, timeout: 2_000 }).catch(() => undefined);
  }
}
