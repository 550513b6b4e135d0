import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { World } from '../../../demo/world.ts';
import { distOf } from '../../../scripts/lib/paths.ts';
import { Shopper } from '../fixtures/shopper.ts';
import { TenderBrowser } from '../fixtures/tender-browser.ts';
import { expect, test } from '../fixtures/test.ts';
import type { SheetPage } from '../pages/sheet-page.ts';
import { PATIENCE_MS } from '../../support/patience.ts';

const OUTGOING = { method: 'POST', path: /\/outgoing-payments$/ } as const;
const SHOES = 8_080n;
const OPENING = 50_000n;

/** The wallet takes the payment, its answer is lost, and from then on neither wallet can be read. @returns mends the reading. */
function darken(world: World): () => void {
  world.faults.add({ kind: 'drop-reply', ...OUTGOING, times: 1 });
  const dark = world.faults.add({ kind: 'drop-request', method: 'GET', path: /\/(?:incoming|outgoing)-payments\// });
  return () => dark.remove();
}

/** Says yes in the sheet and at the wallet, until nobody knows how it ended. */
async function payIntoTheDark(shopper: Shopper, sheet: SheetPage): Promise<() => void> {
  await sheet.waitUntilReady();
  const lighten = darken(shopper.world);
  await sheet.payButton.click();
  await shopper.consent();
  await expect((await shopper.reopenSheet()).heading('Checking with your wallet')).toBeVisible();
  return lighten;
}

/** How often the payment was sent. A browser repeats by itself what was cut off: the very same bytes, with the same signature. */
function sent(world: World): number {
  return new Set(world.requests.matching(OUTGOING).map(({ headers }) => headers['signature'])).size;
}

function expectPaidOnce(world: World): void {
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING - SHOES);
  expect(world.balance('happylifebank', 'retailer')).toBe(140_000n);
  expect(sent(world)).toBe(1);
  expect(world.ledger.check()).toEqual([]);
}

test('the browser is closed while nobody knows: the next one goes on reading, and tells the end', async ({ world }, { project }) => {
  test.slow();
  const profile = mkdtempSync(join(tmpdir(), 'tender-unsure-'));
  const start = () => TenderBrowser.start({ extension: distOf.production, world, headless: project.use.headless ?? true, profile });
  let browser = await start();
  try {
    const before = new Shopper(world, browser);
    await before.linkWalletQuickly();
    const shop = await before.visit('shoes');
    await shop.payButton.click();
    const lighten = await payIntoTheDark(before, await before.sheet());
    await browser.close();

    browser = await start();
    // Nobody opens anything: the worker is woken by its alarm.
    const tell = async (what: string) => (await browser.worker()).evaluate(what);
    await expect.poll(() => tell('chrome.action.getBadgeText({})'), { timeout: PATIENCE_MS }).toBe('1');
    const { page } = await new Shopper(world, browser).openOptions();
    await page.getByRole('link', { name: 'History' }).click();
    const line = page.locator('.entry-line');
    await expect(line).toContainText('Checking');
    await line.click();
    await expect(page.locator('.receipt')).toContainText('Do not pay again.');
    expect(sent(world)).toBe(1);

    lighten();
    await expect(line).toContainText('Paid', { timeout: PATIENCE_MS });
    await expect.poll(() => tell('chrome.notifications.getAll().then(Object.keys)')).toHaveLength(1);
    expectPaidOnce(world);
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

test('the shop’s page is reloaded while nobody knows: it attaches, and hears the end when it is known', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('shoes');
  const url = await shop.incomingPayment();
  void shop.ask(url).catch(() => undefined);
  const lighten = await payIntoTheDark(shopper, await shopper.sheet());

  await shop.page.bringToFront();
  await shop.page.reload();
  const answer = shop.ask(url);
  const sheet = await shopper.reopenSheet();
  await expect(sheet.heading('Checking with your wallet')).toBeVisible();
  await expect(sheet.payButton).toHaveCount(0);
  expect(await Promise.race([answer, Promise.resolve('still open')])).toBe('still open');

  lighten();
  expect(JSON.parse(await answer)).toMatchObject({ incomingPayment: url, status: 'completed' });
  expectPaidOnce(world);
});
