import type { Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';

const OPENING = 50_000n;

/** Nothing was asked of the payer's wallet that could move money, and none moved. */
function expectNoDebit({ world }: Shopper): void {
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING);
  expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(0);
  expect(world.ledger.check()).toEqual([]);
}

const REFUSED_BY_THE_SHEET: readonly [product: string, title: string][] = [
  ['total-lies', 'The amounts differ'],
  ['wrong-currency', 'The currencies differ'],
  ['too-fine', 'Too many decimals'],
  ['completed', 'Already paid'],
  ['expired', 'The order has expired'],
  ['unknown', 'The shop’s wallet does not know this order'],
];

for (const [product, title] of REFUSED_BY_THE_SHEET) {
  test(`a page with ${product}: the sheet says why, the page hears OperationError`, async ({ shopper }) => {
    await shopper.linkWalletQuickly();
    const shop = await shopper.visit(product);
    await shop.payButton.click();
    const sheet = await shopper.sheet();
    await expect(sheet.heading(title)).toBeVisible();
    await expect(shop.status).toHaveAttribute('data-error', 'OperationError');
    expectNoDebit(shopper);
  });
}

for (const product of ['two-rails', 'no-rail', 'plain-http']) {
  test(`a page with ${product} hears TypeError, and no sheet opens`, async ({ shopper }) => {
    await shopper.linkWalletQuickly();
    const shop = await shopper.visit(product);
    await shop.payButton.click();
    await expect(shop.status).toHaveAttribute('data-error', 'TypeError');
    expect(await shopper.browser.hasSheet()).toBe(false);
    expectNoDebit(shopper);
  });
}

for (const product of ['long-names', 'bidi-names']) {
  test(`a page with ${product} changes nothing about what is seen of the price`, async ({ shopper }) => {
    await shopper.linkWalletQuickly();
    const shop = await shopper.visit(product);
    await shop.payButton.click();
    const sheet = await shopper.sheet();
    await sheet.waitUntilReady();
    const text = await sheet.page.locator('body').innerText();
    expect(text).not.toMatch(/[\u200B-\u200F\u202A-\u202E\u2066-\u2069\u0007]/);
    expect(text.length).toBeLessThan(2_000);
    const width = await sheet.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(width, 'no sideways scrolling').toBeLessThanOrEqual(0);
    await expect(sheet.payButton).toBeInViewport();
    await sheet.cancel();
    await expect(shop.status).toHaveAttribute('data-error', 'AbortError');
    expectNoDebit(shopper);
  });
}

test('a shop without a server names its wallet address; Tender makes the incoming payment', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('wallet-address');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await shop.outcome();
  await expect((await shopper.sheet()).heading(/^Paid/)).toBeVisible();
  expect(world.balance('happylifebank', 'retailer')).toBe(12_000n);
  expect(world.ledger.check()).toEqual([]);
});
