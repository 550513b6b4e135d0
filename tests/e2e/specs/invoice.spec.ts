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

test('what is no address of a server is refused in words about the account: no shop, no order, no money', async ({ shopper }) => {
  const options = await shopper.openOptions();
  await options.askForAccount({ url: 'my connector', name: 'carla', secret: 'x' });
  const alert = options.page.getByRole('alert').filter({ hasText: 'Not the address of a server' });
  await expect(alert).toContainText('starts with wss:// or https://');
  await expect(alert).not.toContainText(/shop|order|money/i);
});

test('an account whose secret is refused is not linked; a linked one can be unlinked', async ({ shopper }) => {
  const options = await shopper.openOptions();
  await options.askForAccount({ url: 'wss://connector.test/accounts/carla/ilp/btp', name: 'carla', secret: 'wrong' });
  await expect(options.page.getByRole('alert').filter({ hasText: 'refuses Tender' })).toBeVisible();
  await options.askForAccount({ url: 'wss://connector.test/accounts/carla/ilp/btp', name: 'carla', secret: 'demo-carla-secret' });
  const card = options.page.getByRole('region', { name: 'carla' });
  await expect(card).toContainText('USD');
  await card.getByRole('button', { name: 'Unlink account' }).click();
  await card.getByRole('button', { name: 'Unlink this account' }).click();
  await expect(card).toHaveCount(0);
});

/** Everything that a page can send to say by itself that an invoice was paid. */
function pretendItWasPaid(invoice: string): void {
  const target = new EventTarget();
  const answer = { type: 'response', details: { invoice, status: 'completed' } };
  for (const type of ['response', 'paid', 'completed']) {
    const data = { show: 1, type, answer: { ...answer, type } };
    for (const heard of [target, document, globalThis]) {
      heard.dispatchEvent(new MessageEvent('reply', { data }));
      heard.dispatchEvent(new MessageEvent('page', { data }));
      heard.dispatchEvent(new CustomEvent(type, { detail: data }));
    }
    document.dispatchEvent(new FocusEvent('tender-bridge', { relatedTarget: target }));
    window.postMessage(data, '*');
  }
}

test('A12: a page that says that it was paid moves nothing, and nobody believes it', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('book-request');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  const invoice = lastInvoice(world.requests);
  const order = (await shop.payButton.getAttribute('data-order')) ?? '';
  const atServer = () => shop.page.evaluate(async (id) => (await fetch(`/api/orders/${id}/check`, { method: 'POST' })).text(), order);
  expect(await atServer()).toContain('"waiting"');

  await shop.page.evaluate(pretendItWasPaid, invoice);

  expect(await atServer()).toContain('"waiting"');
  await expect(shop.status).toHaveText('Waiting for your wallet…');
  await expect(sheet.payButton).toHaveText('Pay $24.24');
  expect(world.acquirer.received(invoice)).toBe(0n);
  expect(world.requests.matching({ method: 'POST', path: /\/invoice-payments$/ })).toEqual([]);

  // The true answer still finds its way.
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  expect(await atServer()).toContain('"paid"');
  expect(world.acquirer.received(invoice)).toBe(PRICE);
  expect(world.ledger.check()).toEqual([]);
});
