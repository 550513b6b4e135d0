import type { Page } from 'playwright';
import { force, type ForcedFailure } from '../../../demo/forced-failures.ts';
import { ensureBuild } from '../../../scripts/build/extension.ts';
import { type DocumentShop, startDocumentShop } from '../../merchant/document-shop.ts';
import { expect, test as base } from '../fixtures/test.ts';

const test = base.extend<{ readonly documentShop: DocumentShop }>({
  documentShop: async ({ world }, use) => {
    const shop = await startDocumentShop(world);
    await use(shop);
    await shop.close();
  },
});

test.use({ flavour: 'dev', worldOptions: { scheme: 'http', timing: { wait: 1 } } });

test.beforeAll(async () => {
  await ensureBuild('dev');
});

const payButton = (page: Page) => page.getByRole('button', { name: 'Pay with your wallet' });

test('the page in docs/merchants.md sells, tells declined from busy, and the server hears of the payment', async ({
  shopper,
  documentShop,
}) => {
  await shopper.linkWalletQuickly();
  const page = await shopper.browser.newPage();
  await page.goto(documentShop.url);
  const status = page.getByRole('status');

  await payButton(page).click();
  await (await shopper.sheet()).waitUntilReady();
  const other = await shopper.browser.newPage();
  await other.goto(documentShop.url);
  await payButton(other).click();
  await expect(other.getByRole('status')).toHaveText('Your wallet is busy with another payment. Finish that one first.');
  await other.close();

  await page.bringToFront();
  await (await shopper.reopenSheet()).cancel();
  await expect(status).toHaveText('You cancelled. Nothing was paid.');

  await payButton(page).click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await expect(status).toHaveText('Paid. Thank you!');
  await expect(payButton(page)).toBeHidden();
  await documentShop.line(/^Order \S+ is paid\.$/m);
  expect(shopper.world.balance('happylifebank', 'retailer')).toBe(140_000n);
});

test('without the extension the page offers the other ways to pay', async ({ shopper, documentShop }) => {
  const page = await shopper.browser.newPage();
  await page.addInitScript(() => Reflect.deleteProperty(window, 'PaymentRequest'));
  await page.goto(documentShop.url);
  await expect(page.getByRole('link', { name: 'Pay another way' })).toBeVisible();
  await expect(payButton(page)).toBeHidden();
});

const FORCED: readonly [ForcedFailure, string][] = [
  ['declined', 'You cancelled. Nothing was paid.'],
  ['failed', 'The payment could not be made. No money was moved.'],
];

for (const [name, words] of FORCED) {
  test(`the page hears of the forced failure "${name}"`, async ({ world, shopper, documentShop }) => {
    force(world.faults, [name]);
    await shopper.linkWalletQuickly();
    const page = await shopper.browser.newPage();
    await page.goto(documentShop.url);
    await payButton(page).click();
    const sheet = await shopper.sheet();
    await sheet.waitUntilReady();
    await sheet.payButton.click();
    await shopper.consent();
    await expect(page.getByRole('status')).toHaveText(words);
    expect(world.balance('happylifebank', 'retailer')).toBe(0n);
  });
}

test('a wrong wallet address: the page hears that no wallet is there', async ({ world, shopper, documentShop }) => {
  await shopper.linkWalletQuickly();
  const page = await shopper.browser.newPage();
  await page.goto(documentShop.url);
  const walletAddress = `${new URL(world.walletAddress('happylifebank', 'retailer')).origin}/nobody`;
  // `evaluate` counts as a gesture of the user.
  const heard = await page.evaluate((address) => {
    const total = { label: 'Order', amount: { currency: 'MXN', value: '1400.00' } };
    const request = new PaymentRequest([{ supportedMethods: 'interledger', data: { walletAddress: address } }], { total });
    return request.show().then(
      () => 'paid',
      (error: unknown) => String(error),
    );
  }, walletAddress);
  expect(heard).toBe('OperationError: No wallet answers at the walletAddress of the payment method data.');
});
