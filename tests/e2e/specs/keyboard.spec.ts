import { pressByKey, tabTo, typeInto } from '../fixtures/keyboard.ts';
import { expect, test } from '../fixtures/test.ts';
import { WalletPages } from '../pages/wallet-pages.ts';

const HOST = 'cloudninebank.test';
const ADDRESS = `https://${HOST}/customer`;

test('from no wallet to a paid order with the keyboard alone', async ({ world, shopper }) => {
  const options = await shopper.openOptions();
  await typeInto(options.address, ADDRESS);
  await options.page.keyboard.press('Enter');
  await pressByKey(options.openButton(HOST));

  const keyPage = new WalletPages(await shopper.browser.pageWhere('key page', ({ host }) => host === HOST));
  await typeInto(keyPage.page.getByRole('textbox', { name: 'User name' }), 'customer');
  await typeInto(keyPage.page.getByLabel('Password'), 'demo');
  await keyPage.page.keyboard.press('Enter');
  await pressByKey(keyPage.allowKeyButton);
  await options.waitUntilLinked(ADDRESS);

  const shop = await shopper.visit('shoes');
  await pressByKey(shop.payButton);

  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await expect(sheet.heading(/^Total/)).toBeFocused();
  await tabTo(sheet.payButton);
  await expect(sheet.payButton).toHaveText('Pay $80.80');
  await sheet.page.keyboard.press('Enter');

  const wallet = await shopper.consentPage();
  await pressByKey(wallet.allow);
  await shop.waitForStatus('Paid');

  const paid = await shopper.reopenSheet();
  await expect(paid.heading(/^Paid/)).toBeFocused();
  await tabTo(paid.backButton);
  await paid.page.keyboard.press('Enter').catch((error: unknown) => {
    if (!paid.page.isClosed()) throw error;
  });
  await expect.poll(() => shopper.browser.hasSheet()).toBe(false);
  expect(world.balance('happylifebank', 'retailer')).toBe(140_000n);
  expect(world.balance('cloudninebank', 'customer')).toBe(50_000n - 8_080n);
  expect(world.ledger.check()).toEqual([]);
});

test('Cancel by Space: the shop hears it, and nothing is paid', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('shoes');
  await pressByKey(shop.payButton, 'Space');
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await tabTo(sheet.cancelButton);
  await sheet.page.keyboard.press('Space').catch((error: unknown) => {
    if (!sheet.page.isClosed()) throw error;
  });
  await shop.waitForStatus('Payment cancelled. You have not been charged.');
  expect(world.balance('cloudninebank', 'customer')).toBe(50_000n);
});
