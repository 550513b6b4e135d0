import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { purchase } from '../../../demo/client/bare-client.ts';
import { createKey } from '../../../demo/client/key.ts';
import { inRoot } from '../../../scripts/lib/paths.ts';
import { PATIENCE_MS } from '../../support/patience.ts';
import type { World } from '../../../demo/world.ts';
import { exportedFile, exportsIn } from '../fixtures/exported-file.ts';
import type { Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';
import type { ShopPage } from '../pages/shop-page.ts';

const OUTGOING = { method: 'POST', path: /\/outgoing-payments$/ } as const;
const OPENING = 50_000n;
const SHOES = 8_080n;
const UNCLEAR = 'This is paid, perhaps not by you';

/** Asks for shoes and says yes in the sheet. */
async function approve(shopper: Shopper): Promise<{ shop: ShopPage; incomingPayment: string }> {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('shoes');
  const incomingPayment = await shop.incomingPayment();
  await shop.page.locator('button[data-order]').waitFor();
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  return { shop, incomingPayment };
}

/** Somebody else pays the very same incoming payment. */
async function payAsAnother(world: World, incomingPayment: string): Promise<void> {
  const key = createKey();
  world.addKey('cloudninebank', 'traveler', JSON.stringify(key.jwk));
  const walletAddress = world.walletAddress('cloudninebank', 'traveler');
  const login = { user: 'traveler', password: 'demo' };
  await purchase({ fetch: world.fetch, key, walletAddress, login, incomingPayment });
}

async function openReceipt(shopper: Shopper): Promise<Page> {
  const { page } = await shopper.openOptions();
  await page.getByRole('link', { name: 'History' }).click();
  await page.locator('.entry-line').first().click();
  return page;
}

/** Takes the history along as a file. */
async function exported(page: Page, folder: string, button: string): Promise<string> {
  const before = exportsIn(folder);
  await page.getByRole('button', { name: button }).click();
  return readFileSync(await exportedFile(folder, before), 'utf8');
}

test('the wallet goes on saying that nothing was sent: no receipt and no fee, until it says more', async ({ world, shopper }) => {
  const lies = world.faults.add({ kind: 'sent-amount-zero' });
  const { shop } = await approve(shopper);
  await shopper.consent();
  const sheet = await shopper.reopenSheet();
  await expect(sheet.heading(UNCLEAR)).toBeVisible({ timeout: PATIENCE_MS });
  await expect(sheet.main).toContainText('Do not pay again.');
  await expect(sheet.main).not.toContainText('Left your wallet');
  expect(world.balance('happylifebank', 'retailer')).toBe(140_000n);
  const page = await openReceipt(shopper);
  await expect(page.locator('.receipt')).toContainText(UNCLEAR);
  await expect(page.locator('.entry-line')).toContainText('Checking');
  await expect(page.locator('.receipt')).not.toContainText('Left your wallet');

  lies.remove();
  await shop.waitForStatus('Paid', 90_000);
  await expect(page.locator('.entry-line')).toContainText('Paid');
  await expect(page.locator('.receipt')).toContainText('Fee$0.80');
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING - SHOES);
  expect(world.requests.matching(OUTGOING)).toHaveLength(1);
});

test('somebody else is faster while the payment is on the wire: nobody is told that the money left', async ({ world, shopper }) => {
  const { incomingPayment } = await approve(shopper);
  const wire = world.faults.add({ kind: 'hold-request', ...OUTGOING, times: 1, held: () => payAsAnother(world, incomingPayment) });
  await shopper.consent();
  const sheet = await shopper.reopenSheet();
  await expect(sheet.heading(UNCLEAR)).toBeVisible({ timeout: PATIENCE_MS });
  await expect(sheet.main).not.toContainText('Left your wallet');
  expect(wire.hits).toBe(1);
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING);
  expect(world.balance('happylifebank', 'retailer')).toBe(140_000n);
});

test('somebody else pays while the user is at the wallet: nothing is sent', async ({ world, shopper }) => {
  const { shop, incomingPayment } = await approve(shopper);
  const wallet = await shopper.consentPage();
  await payAsAnother(world, incomingPayment);
  world.requests.clear();
  // The wallet takes at least as long to answer as the payee.
  const isRead = () => world.requests.matching({ method: 'GET', path: /\/incoming-payments\// }).some(({ status }) => status === 200);
  const held = () => expect.poll(isRead).toBe(true);
  world.faults.add({ kind: 'hold-reply', method: 'POST', path: /\/continue\//, held });
  await wallet.allow.click();
  expect(await shop.outcome()).not.toBe('Paid');
  const sheet = await shopper.reopenSheet();
  await expect(sheet.heading('Already paid')).toBeVisible();
  expect(world.requests.matching(OUTGOING)).toEqual([]);
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING);
});

test('it took more than was approved, and a part arrived: the sheet and the history say both', async ({ world, shopper }) => {
  world.faults.add({ kind: 'settlement-in-part' });
  world.faults.add({ kind: 'debit-beyond-quote' });
  await approve(shopper);
  await shopper.consent();
  const sheet = await shopper.reopenSheet();
  await expect(sheet.heading('Only a part was paid')).toBeVisible({ timeout: PATIENCE_MS });
  await expect(sheet.main).toContainText('You approved 80.80 USD, and your wallet says that it took 88.88 USD');
  const page = await openReceipt(shopper);
  const receipt = page.locator('.receipt');
  await expect(receipt).toContainText('Only a part was paid');
  await expect(receipt).toContainText('Your wallet took more than you approved');
  await expect(receipt).toContainText('You approved$80.80');
  await page.screenshot({ path: inRoot('tests', 'out', 'pictures', 'history', 'real', 'part-debited-more.png'), fullPage: true });
});

test('the wallet says that it took more than was approved: in the sheet, the history and both exports', async ({ world, shopper }) => {
  world.faults.add({ kind: 'debit-beyond-quote' });
  const { shop } = await approve(shopper);
  await shopper.consent();
  await shop.waitForStatus('Paid');
  const sheet = await shopper.reopenSheet();
  await expect(sheet.main).toContainText('Your wallet took more than you approved');
  await expect(sheet.main).toContainText('You approved$80.80');
  await expect(sheet.main).toContainText('Left your wallet$88.88');

  const page = await openReceipt(shopper);
  await expect(page.locator('.receipt')).toContainText('You approved 80.80 USD, and your wallet says that it took 88.88 USD.');
  await expect(page.locator('.receipt')).toContainText('debited-more');
  await expect(page.locator('.totals')).toContainText('$88.88');
  await page.screenshot({ path: inRoot('tests', 'out', 'pictures', 'history', 'real', 'debited-more.png'), fullPage: true });
  const folder = mkdtempSync(join(tmpdir(), 'tender-exports-'));
  const session = await shopper.browser.context.newCDPSession(page);
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  expect(await exported(page, folder, 'Export as CSV')).toMatch(/"debited-more".*"88\.88","USD".*,"80\.80","USD"(?:,"")*\r\n$/);
  expect(JSON.parse(await exported(page, folder, 'Export as JSON'))).toMatchObject({
    payments: [{ error: 'debited-more', debit: { value: '88.88' }, approved: { value: '80.80', currency: 'USD' } }],
  });
  rmSync(folder, { recursive: true });
});
