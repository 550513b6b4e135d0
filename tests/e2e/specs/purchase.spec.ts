import { home } from '../fixtures/payables.ts';
import { expect, test } from '../fixtures/test.ts';

test('buys the shoes: links a wallet, approves once, and the shop says Paid', async ({ world, shopper }) => {
  await shopper.linkWallet();
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();

  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await expect(sheet.payButton).toHaveText('Pay $80.80');
  await expect(sheet.page.getByText('shop.test').first()).toBeVisible();
  await sheet.payButton.click();

  const wallet = await shopper.consentPage();
  await expect(wallet.limit).toContainText('80.80');
  await wallet.allow.click();
  await shop.waitForStatus('Paid');

  // USD 80.80 for MXN 1,400.00, at 17.50 and 1 %, in the ledgers of both sides, once.
  expect(world.balance('cloudninebank', 'customer')).toBe(50_000n - 8_080n);
  expect(world.balance('happylifebank', 'retailer')).toBe(140_000n);
  expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(1);
  expect(world.ledger.check()).toEqual([]);
});

test('cancels: the page hears AbortError and no money moves', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();

  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.cancel();

  await shop.waitForStatus('Payment cancelled. You have not been charged.');
  await expect(shop.status).toHaveAttribute('data-error', 'AbortError');
  expect(world.balance('cloudninebank', 'customer')).toBe(50_000n);
  expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(0);
});

test('a result that nobody looked at does not come up behind the next one', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  for (const product of ['socks', 'shoes']) {
    const shop = await shopper.visit(product);
    await shop.payButton.click();
    const sheet = await shopper.sheet();
    await sheet.waitUntilReady();
    await sheet.payButton.click();
    await shopper.consent();
    await shop.waitForStatus('Paid');
  }
  const paid = await shopper.reopenSheet();
  await expect(paid.heading('Paid MX$1,400.00')).toBeVisible();
  await paid.goBack();
  await expect.poll(() => shopper.browser.hasSheet()).toBe(false);
  await expect((await home(shopper)).field).toBeVisible();
  expect(world.ledger.check()).toEqual([]);
});
