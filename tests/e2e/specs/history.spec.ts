import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Page } from 'playwright';
import { inRoot } from '../../../scripts/lib/paths.ts';
import { home } from '../fixtures/payables.ts';
import { exportedFile, exportsIn } from '../fixtures/exported-file.ts';
import type { Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';

/** Buys as a user does, from the click in the shop to its "Paid". */
async function buy(shopper: Shopper, product = 'shoes'): Promise<void> {
  const shop = await shopper.visit(product);
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  await shop.page.close();
}

async function cancel(shopper: Shopper, product = 'shoes'): Promise<void> {
  const shop = await shopper.visit(product);
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.cancel();
  await shop.waitForStatus('Payment cancelled. You have not been charged.');
  await shop.page.close();
}

async function openHistory(shopper: Shopper): Promise<Page> {
  const { page } = await shopper.openOptions();
  await page.getByRole('link', { name: 'History' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('History');
  return page;
}

const showUnpaid = (page: Page) => page.getByLabel('Show what was not paid').check();
const entry = (page: Page, status: string) => page.getByRole('button').filter({ hasText: status }).filter({ hasText: 'shop.test' });

test('a purchase and its receipt: exact amounts, states, references, hash, report', async ({ world, shopper, browserWithTender }) => {
  await shopper.linkWalletQuickly();
  await cancel(shopper);
  await buy(shopper);
  const page = await openHistory(shopper);
  await showUnpaid(page);
  await expect(entry(page, 'Declined')).toBeVisible();
  await entry(page, 'Paid').click();

  const receipt = page.locator('.receipt');
  for (const fact of ['$80.80', 'MX$1,400.00', '$0.80', '1 USD = 17.50 MXN', 'Happy Feet Athletics'])
    await expect(receipt).toContainText(fact);
  for (const step of ['A payment was asked for', 'You said yes', 'Your wallet agreed', 'The payee’s wallet had the money']) {
    await expect(receipt).toContainText(step);
  }
  await expect(receipt).toContainText(world.walletAddress('cloudninebank', 'customer'));
  await expect(receipt).toContainText(/https:\/\/[\w.]*happylifebank\.test\/incoming-payments\/[\w-]{36}/);
  await expect(receipt).toContainText(/https:\/\/cloudninebank\.test\/op\/outgoing-payments\/[\w-]{36}/);

  await page.screenshot({ path: inRoot('tests', 'out', 'pictures', 'history', 'real', 'receipt.png'), fullPage: true });

  await browserWithTender.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = async (name: string) => {
    await receipt.getByRole('button', { name }).click();
    await expect(receipt.getByText('Copied', { exact: true })).toBeVisible();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const hash = await copied('Copy fingerprint');
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  await page.reload();
  await entry(page, 'Paid').click();
  const report = await copied('Copy report');
  expect(report).toMatch(/^State: completed,/m);
  expect(report).toMatch(/\+\d+\.\d{3} s +\+\d+\.\d{3} s {2}completed$/m);
  expect(report).toContain('Page: shop.test');
  // Nothing that went over the wire as a secret, and no amount, is in it.
  const secrets = world.requests.all().flatMap(({ headers, body }) => `${JSON.stringify(headers)} ${body}`.match(/[\w+/=-]{24,}/g) ?? []);
  expect(secrets.length).toBeGreaterThan(20);
  const incoming = /incoming-payments\/([\w-]{36})/.exec(report)?.[1];
  expect(
    secrets.filter(
      (secret) => !secret.includes(incoming ?? 'none') && !report.match(/^Payment: .*$/m)?.[0].includes(secret) && report.includes(secret),
    ),
  ).toEqual([]);
  expect(report).not.toMatch(/GNAP|80\.80|8080|1400|interact|nonce|customer/);
});

test('the paid sheet leads to its receipt', async ({ shopper }) => {
  await shopper.linkWalletQuickly();
  await shopper.buy('socks');
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  await (await shopper.reopenSheet()).showReceipt();
  const page = await shopper.browser.pageWhere('receipt', ({ hash }) => hash.startsWith('#history/'));
  await expect(page.locator('.entry-line[aria-expanded="true"]')).toBeFocused();
  await expect(page.locator('.receipt')).toHaveCount(1);
  await expect(page.locator('.receipt')).toContainText('$80.80');
  // It has been seen: nothing waits for the user any more.
  const worker = await shopper.browser.worker();
  await expect.poll(() => worker.evaluate('chrome.action.getBadgeText({})')).toBe('');
});

test('the popup shows the last payments, leads to their receipts and to the history; the badge is empty', async ({ shopper }) => {
  await shopper.linkWalletQuickly();
  await cancel(shopper);
  await buy(shopper);
  await (await shopper.reopenSheet()).page.getByRole('button', { name: 'Back to the shop' }).click();
  const worker = await shopper.browser.worker();
  await expect.poll(() => worker.evaluate('chrome.action.getBadgeText({})')).toBe('');
  const popup = await home(shopper);
  const recent = popup.page.getByRole('list', { name: 'Last payments' }).getByRole('listitem');
  await expect(recent).toHaveCount(1);
  await expect(recent).toContainText('shop.test');
  await expect(recent).toContainText('$80.80');
  await recent.getByRole('button').click();
  const page = await shopper.browser.pageWhere('receipt', ({ hash }) => hash.startsWith('#history/'));
  await expect(page.locator('.receipt')).toContainText('$80.80');
  await expect(page).toHaveTitle('History – Tender');
});

test('search, both exports and deleting', async ({ shopper, browserWithTender }) => {
  await shopper.linkWalletQuickly();
  await cancel(shopper);
  await buy(shopper);
  const page = await openHistory(shopper);
  const lines = page.locator('.entry-line');
  await expect(lines).toHaveCount(1);
  await showUnpaid(page);
  await expect(lines).toHaveCount(2);
  // What was sent is stated once it has been read twice, which may be after the shop's "Paid".
  await entry(page, 'Paid').click();
  await expect(page.locator('.receipt')).toContainText('Fee$0.80');
  await entry(page, 'Paid').click();
  await page.getByLabel('Search').fill('no such thing');
  await expect(lines).toHaveCount(0);
  await page.getByLabel('Search').fill('SHOP.test happy');
  await expect(page.getByRole('region', { name: 'Sums of what is shown' })).toContainText('$80.80');

  const folder = mkdtempSync(join(tmpdir(), 'tender-exports-'));
  const session = await browserWithTender.context.newCDPSession(page);
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  const downloaded = async (button: string) => {
    const before = exportsIn(folder);
    await page.getByRole('button', { name: button }).click();
    const file = await exportedFile(folder, before);
    expect(basename(file)).toMatch(/^tender-history-\d{4}-\d{2}-\d{2}/);
    return readFileSync(file, 'utf8');
  };
  const csv = await downloaded('Export as CSV');
  const json = JSON.parse(await downloaded('Export as JSON')) as { payments: Record<string, unknown>[] };
  rmSync(folder, { recursive: true });

  expect(csv.split('\r\n').filter(Boolean)).toHaveLength(3);
  expect(csv).toContain('"80.80","USD","0.80","USD","1400.00","MXN","17.50"');
  const paid = json.payments.find(({ state }) => state === 'completed');
  expect(paid).toMatchObject({
    debit: { value: '80.80', currency: 'USD' },
    received: { value: '1400.00', currency: 'MXN' },
    rate: '17.50',
  });
  const { items, total } = paid as {
    items: { label: string; amount: { currency: string; value: string } }[];
    total: { currency: string; value: string };
  };
  const plain = {
    items: items.map(({ amount: { currency, value }, label }) => ({ amount: { currency, value }, label })),
    total: { currency: total.currency, value: total.value },
  };
  expect(paid?.['orderSha256']).toBe(createHash('sha256').update(JSON.stringify(plain)).digest('hex'));

  await page.getByLabel('Search').fill('');
  await entry(page, 'Declined').click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect(lines).toHaveCount(1);
  await page.reload();
  await expect(lines).toHaveCount(1);
  await expect(entry(page, 'Paid')).toBeVisible();
});

test('a failed payment: the sheet offers its report, and the history says why', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  world.faults.add({ kind: 'status-500', path: /\/quotes$/ });
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.page.getByText('Details', { exact: true }).click();
  await expect(sheet.page.getByRole('group', { name: 'Details' })).toContainText(/^Error: \S+ \(retry: \S+\)$/m);
  await expect(sheet.page.getByRole('button', { name: 'Copy report' })).toBeVisible();
  const page = await openHistory(shopper);
  await showUnpaid(page);
  await entry(page, 'Not paid').click();
  await expect(page.locator('.receipt')).toContainText('No money moved');
});
