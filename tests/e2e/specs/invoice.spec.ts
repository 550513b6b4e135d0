import { expect, test } from '../fixtures/test.ts';
import type { Shopper } from '../fixtures/shopper.ts';

/** What the book costs, in the merchant's cents. */
const PRICE = 24_00n;

const lastInvoice = (requests: Shopper['world']['requests']): string => {
  const path = requests.matching({ host: 'acquirer.test', path: /^\/invoices\/.+/ }).at(-1)?.path ?? '';
  return `https://acquirer.test${path}`;
};

test('an invoice from PaymentRequest, paid by the wallet’s issuer', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('book-request');
  await shop.payButton.click();

  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await expect(sheet.main).toContainText('acquirer.test');
  await expect(sheet.main).toContainText('Pocket atlas, order');
  await expect(sheet.payButton).toHaveText('Pay $24.24');
  await sheet.payButton.click();

  const wallet = await shopper.consentPage();
  await expect(wallet.page.getByText('acquirer.test').first()).toBeVisible();
  await wallet.allow.click();
  await shop.waitForStatus('Paid');

  expect(world.acquirer.received(lastInvoice(world.requests))).toBe(PRICE);
  expect(world.balance('cloudninebank', 'customer')).toBe(50_000n - 24_24n);
  expect(world.requests.matching({ method: 'POST', path: /\/invoice-payments$/ })).toHaveLength(1);
  expect(world.ledger.check()).toEqual([]);
});

const ways = [
  ['BTP', 'wss://connector.test/accounts/carla/ilp/btp'],
  ['HTTP', 'https://connector.test/accounts/carla/ilp'],
] as const;

for (const [way, url] of ways) {
  test(`an invoice from PaymentRequest, pushed from an account over ${way}`, async ({ world, shopper }) => {
    await shopper.linkAccount({ url, name: 'carla', secret: 'demo-carla-secret' });
    const before = world.ledger.balance('connector:account:carla');
    const shop = await shopper.visit('book-request');
    await shop.payButton.click();

    const sheet = await shopper.sheet();
    await sheet.waitUntilReady();
    await expect(sheet.payButton).toHaveText(/^Pay at most \$24\.00/);
    await sheet.payButton.click();
    await shop.waitForStatus('Paid');

    expect(world.acquirer.received(lastInvoice(world.requests))).toBe(PRICE);
    expect(before - world.ledger.balance('connector:account:carla')).toBe(PRICE * 10n ** 7n);
    expect(world.ledger.check()).toEqual([]);
  });
}

test('an account whose secret is refused is not linked; a linked one can be unlinked', async ({ shopper }) => {
  const options = await shopper.openOptions();
  await options.askForAccount({ url: 'wss://connector.test/accounts/carla/ilp/btp', name: 'carla', secret: 'wrong' });
  await expect(options.page.getByRole('alert').filter({ hasText: 'does not let Tender in' })).toBeVisible();
  await options.askForAccount({ url: 'wss://connector.test/accounts/carla/ilp/btp', name: 'carla', secret: 'demo-carla-secret' });
  const card = options.page.getByRole('region', { name: 'carla' });
  await expect(card).toContainText('USD');
  await card.getByRole('button', { name: 'Unlink account' }).click();
  await card.getByRole('button', { name: 'Unlink this account' }).click();
  await expect(card).toHaveCount(0);
});
