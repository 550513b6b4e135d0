import type { Page } from '@playwright/test';
import { inRoot } from '../../../scripts/lib/paths.ts';
import { axeViolations } from '../../ui/axe.ts';
import { problemsOf, tabStops } from '../../ui/checks.ts';
import { expect, test } from '../../ui/harness.ts';
import { HISTORY_STATES, left, long, paid } from '../../ui/history-states.ts';
import { LOOKS, wear } from '../../ui/looks.ts';
import { SHEET_FACES } from '../../ui/sheet-faces.ts';

const WIDE = { name: 'light-wide', scheme: 'light', width: 900, largeText: false } as const;
const picture = (look: string, name: string) => inRoot('tests', 'out', 'pictures', 'history', look, `${name}.png`);
const lines = (page: Page) => page.locator('.entry-line');
const commands = (page: Page) => page.evaluate(() => fakeWorker.commands);

/** Goes to the history as people do, by the link in the head of the page. */
async function openHistory(page: Page, shows: 'everything' | 'paid or open' = 'everything'): Promise<void> {
  await page.getByRole('link', { name: 'History' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('History');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  // The filter comes with the payments.
  await page.locator('.entry-line, .card.empty').first().waitFor();
  // It opens on what was paid or is open; most tests are about everything.
  const unpaid = page.getByLabel('Show what was not paid');
  if (shows === 'everything' && (await unpaid.count()) > 0) await unpaid.check();
}

async function holdsInEveryLook(page: Page): Promise<void> {
  for (const look of [...LOOKS, WIDE]) {
    await wear(page, look);
    expect(await problemsOf(page), look.name).toEqual([]);
  }
  expect(await axeViolations(page)).toEqual([]);
}

async function takePictures(page: Page, name: string): Promise<void> {
  for (const look of [...LOOKS, WIDE]) {
    await wear(page, look);
    await page.screenshot({ path: picture(look.name, name), fullPage: true });
  }
}

test('every payment, closed and open, in every look', async ({ openPage }) => {
  const page = await openPage('options', HISTORY_STATES.several);
  await openHistory(page);
  await holdsInEveryLook(page);
  expect((await tabStops(page)).filter(({ isMarked }) => !isMarked)).toEqual([]);
  for (const line of await lines(page).all()) await line.click();
  await holdsInEveryLook(page);
  // Pictures come last, as taking one leaves its traces in the fields.
  await takePictures(page, 'open');
  for (const line of await lines(page).all()) await line.click();
  await takePictures(page, 'closed');
});

test('an order that its merchant signed, with its proof and without, in every look', async ({ openPage }) => {
  const page = await openPage('options', HISTORY_STATES.proven);
  await openHistory(page);
  for (const line of await lines(page).all()) await line.click();
  const [proven, unproven] = [page.locator('.receipt').nth(0), page.locator('.receipt').nth(1)];
  await expect(proven).toContainText('Merchant Store');
  await expect(proven).toContainText('200/tx_6f1c');
  await expect(unproven).toContainText('Paid, and not proven yet. Do not pay again.');
  await expect(unproven).toContainText('has not proven that to the merchant yet');
  await holdsInEveryLook(page);
  await takePictures(page, 'proven');
  // On paper all is there that somebody needs to verify it.
  await page.emulateMedia({ media: 'print' });
  await expect(proven.getByText('"txid":"tx_6f1c"')).toBeVisible();
  await page.screenshot({ path: picture('print', 'proven'), fullPage: true });
});

test('a wallet that took more than was approved, and one that does not say that it paid, in every look', async ({ openPage }) => {
  const page = await openPage('options', HISTORY_STATES.untold);
  await openHistory(page);
  await expect(lines(page)).not.toHaveCount(0);
  for (const line of await lines(page).all()) await line.click();
  const [more, unclear] = [page.locator('.receipt').nth(0), page.locator('.receipt').nth(1)];
  await expect(more).toContainText('Your wallet took more than you approved');
  await expect(more).toContainText('You approved$80.80');
  await expect(more).toContainText('Left your wallet$88.88');
  await expect(unclear).toContainText('This is paid, perhaps not by you. Do not pay again.');
  await expect(unclear).not.toContainText('Left your wallet');
  await holdsInEveryLook(page);
  await takePictures(page, 'untold');
});

test('an empty history says what will be here', async ({ openPage }) => {
  const page = await openPage('options', HISTORY_STATES.empty);
  await openHistory(page);
  await expect(page.getByRole('heading', { name: 'No payments yet' })).toBeVisible();
  await holdsInEveryLook(page);
  await takePictures(page, 'empty');
});

test('the address names the page; the way back leads to the wallets', async ({ openPage }) => {
  const page = await openPage('options', HISTORY_STATES.several);
  await expect(page.getByRole('link', { name: 'Wallets' })).toHaveAttribute('aria-current', 'page');
  await openHistory(page);
  await expect(page).toHaveURL(/#history$/);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your wallets');
});

test('the address names a receipt: it is open, and has the focus', async ({ openPage }) => {
  const page = await openPage('options', HISTORY_STATES.several);
  await openHistory(page);
  await page.evaluate((id) => (location.hash = `history/${id}`), paid.id);
  const line = lines(page).first();
  await expect(line).toHaveAttribute('aria-expanded', 'true');
  await expect(line).toBeFocused();
  await expect(page.locator('.receipt')).toHaveCount(1);
  await page.reload();
  await expect(line).toHaveAttribute('aria-expanded', 'true');
  await expect(line).toBeFocused();
});

test('search, month and shop narrow the list and its sums', async ({ openPage }) => {
  const page = await openPage('options', HISTORY_STATES.several);
  await openHistory(page);
  await expect(lines(page)).toHaveCount(5);
  const sums = page.getByRole('region', { name: 'Sums of what is shown' });
  await expect(sums).toContainText('$80.80');
  await expect(sums).toContainText('Payments shown: 5');
  await page.getByLabel('Search').fill('happy SHOES');
  await expect(lines(page)).toHaveCount(2);
  await page.getByLabel('Search').fill('nobody');
  await expect(page.getByText('No payment matches.')).toBeVisible();
  await expect(sums).not.toContainText('$80.80');
  await page.getByLabel('Search').fill('');
  await page.getByLabel('Month').selectOption({ label: 'November 2026' });
  await expect(lines(page)).toHaveCount(2);
  await page.getByLabel('Month').selectOption({ label: 'All months' });
  await page.getByLabel('Shop or payee').selectOption('books.example');
  await expect(lines(page)).toHaveCount(1);
});

test('opens on what was paid or is open: what was declined or failed is behind a filter', async ({ openPage }) => {
  const page = await openPage('options', HISTORY_STATES.several);
  await openHistory(page, 'paid or open');
  const statuses = page.locator('.entry-line .chip');
  await expect(statuses).toHaveText(['Paid', 'Checking', 'Paid']);
  await takePictures(page, 'paid-or-open');
  await page.getByLabel('Show what was not paid (2)').check();
  await expect(statuses).toHaveCount(5);
});

test('reads on behind the first part by itself', async ({ openPage }) => {
  const next = { createdAt: paid.createdAt, id: paid.id };
  const history = { ...HISTORY_STATES.several.ports.history, next };
  const page = await openPage('options', { ports: { ...HISTORY_STATES.several.ports, history } });
  await openHistory(page);
  await expect.poll(() => commands(page)).toContainEqual({ type: 'more', behind: next });
  await expect(page.getByText('Reading the history…')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Export as CSV' })).toBeDisabled();
});

test('deleting asks once more, can be taken back, and leaves the focus in the page', async ({ openPage }) => {
  const page = await openPage('options', HISTORY_STATES.several);
  await openHistory(page);
  await lines(page).first().click();
  const remove = page.getByRole('button', { name: 'Delete', exact: true });
  await remove.click();
  await expect(page.getByRole('heading', { name: 'Delete this payment?' })).toBeFocused();
  expect(await problemsOf(page)).toEqual([]);
  expect(await axeViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 720, height: 700 });
  await page.screenshot({ path: picture('asks', 'delete'), fullPage: true });
  await page.getByRole('button', { name: 'Keep' }).click();
  await expect(remove).toBeFocused();
  await remove.click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  expect((await commands(page)).at(-1)).toEqual({ type: 'delete', paymentId: paid.id });
  await page.evaluate((id) => fakeWorker.send({ type: 'deleted', paymentIds: [id] }), paid.id);
  await expect(lines(page)).toHaveCount(4);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByText('Payments deleted: 1')).toBeVisible();
});

test('a payment that is not over cannot be deleted, and old ones go together', async ({ openPage }) => {
  const page = await openPage('options', HISTORY_STATES.several);
  await openHistory(page);
  await lines(page).nth(1).click();
  await expect(page.getByText('Do not pay again.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete', exact: true })).toHaveCount(0);
  await page.getByText('Delete old payments').click();
  await page.getByLabel('Ended before').fill('2026-11-01');
  await page.getByRole('button', { name: 'Find them' }).click();
  await expect(page.getByRole('heading', { name: 'Payments: 2' })).toBeFocused();
  await page.setViewportSize({ width: 720, height: 700 });
  await page.screenshot({ path: picture('asks', 'delete-old'), fullPage: true });
  await page.getByRole('button', { name: 'Delete for good' }).click();
  expect((await commands(page)).at(-1)).toEqual({ type: 'delete-before', time: expect.any(Number) });
});

test('the checking of a payment that is unsure for long can be stopped, and begun again', async ({ openPage }) => {
  const page = await openPage('options', HISTORY_STATES.unsure);
  await openHistory(page);
  // The other one is unsure since just now: there is nothing to decide yet.
  await lines(page).nth(1).click();
  await expect(page.getByText('Do not pay again.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Check now' })).toHaveCount(0);
  await lines(page).nth(1).click();

  await lines(page).first().click();
  await page.getByRole('button', { name: 'Check now' }).click();
  expect((await commands(page)).at(-1)).toEqual({ type: 'look', paymentId: long.id });
  const stop = page.getByRole('button', { name: 'Stop checking', exact: true });
  await stop.click();
  await expect(page.getByRole('heading', { name: 'Stop checking this payment?' })).toBeFocused();
  await expect(page.getByText('log in at cloudnine.example and look for $80.80')).toBeVisible();
  await holdsInEveryLook(page);
  await page.getByRole('button', { name: 'Keep checking' }).click();
  await expect(stop).toBeFocused();
  await stop.click();
  await page.getByRole('button', { name: 'Stop checking it' }).click();
  expect((await commands(page)).at(-1)).toEqual({ type: 'stop-checking', paymentId: long.id });

  await page.evaluate((row) => fakeWorker.send({ type: 'changed', row }), left);
  await expect(lines(page).first()).toContainText('Not checked');
  await expect(page.getByText('You stopped checking. Do not pay again.')).toBeVisible();
  await expect(stop).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Check now' })).toBeFocused();
  await holdsInEveryLook(page);
  await takePictures(page, 'left');
  await page.evaluate((row) => fakeWorker.send({ type: 'changed', row }), { ...long, revision: 11 });
  await stop.click();
  await takePictures(page, 'stop-checking');
});

test('a receipt is printed alone', async ({ openPage }) => {
  const page = await openPage('options', HISTORY_STATES.several);
  await page.evaluate(() => {
    window.print = () => {
      document.title = [...document.querySelectorAll('[data-printing] .receipt')].length === 1 ? 'printed one' : 'printed others';
    };
  });
  await openHistory(page);
  await lines(page).nth(2).click();
  await lines(page).first().click();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.setViewportSize({ width: 720, height: 900 });
  await page.screenshot({ path: picture('print', 'two-open'), fullPage: true });
  await expect(page.getByRole('heading', { name: 'What happened' })).toHaveCount(2);
  await page.emulateMedia({ media: 'screen' });
  await page.locator('.receipt').first().getByRole('button', { name: 'Print', exact: true }).click();
  await expect(page).toHaveTitle('printed one');
  await page.evaluate(() => document.querySelector('.entry')?.setAttribute('data-printing', 'true'));
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { name: 'What happened' })).toHaveCount(1);
  await expect(page.getByText(paid.orderHash).first()).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  await expect(page.getByRole('searchbox')).toBeHidden();
  await page.screenshot({ path: picture('print', 'one'), fullPage: true });
});

test('the report is copied as the worker wrote it', async ({ openPage, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await openPage('options', HISTORY_STATES.several);
  await openHistory(page);
  await lines(page).first().click();
  const copy = page.getByRole('button', { name: 'Copy report' });
  await expect(copy).toBeDisabled();
  expect((await commands(page)).at(-1)).toEqual({ type: 'report', paymentId: paid.id });
  await page.evaluate((paymentId) => fakeWorker.send({ type: 'report', paymentId, text: 'all that helps' }), paid.id);
  await copy.click();
  await expect(page.getByText('Copied', { exact: true })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('all that helps');
});

for (const face of ['checking', 'failed', 'expired']) {
  test(`the sheet’s details: ${face}`, async ({ openPage, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const report = ['Tender payment report', '', ...Array.from({ length: 30 }, (_, line) => `Line ${line}: shop.example`)].join('\n');
    const payment = { ...SHEET_FACES[face]?.payment, report };
    const page = await openPage('popup', { payment });
    const details = page.getByText('Details', { exact: true });
    await details.waitFor();
    for (const look of LOOKS) {
      await wear(page, look);
      // The report scrolls in its own box.
      expect(
        (await problemsOf(page)).filter((problem) => !problem.startsWith('clipped: <pre')),
        look.name,
      ).toEqual([]);
    }
    await details.click();
    for (const look of LOOKS) {
      await wear(page, look);
      expect(
        (await problemsOf(page)).filter((problem) => !problem.startsWith('clipped: <pre')),
        look.name,
      ).toEqual([]);
      await page.screenshot({ path: picture(look.name, `sheet-${face}`), fullPage: true });
    }
    await page.getByRole('button', { name: 'Copy report' }).click();
    await expect(page.getByText('Copied', { exact: true })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(report);
  });
}
