import { home, payable } from '../fixtures/payables.ts';
import { expect, test } from '../fixtures/test.ts';
import { SheetPage } from '../pages/sheet-page.ts';

const OPENING = 50_000n;

test('a payment link that somebody sent is pasted, approved once, and paid', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const url = await payable(world);
  const popup = await home(shopper);
  await popup.bring(`  ${url}\n`);

  const sheet = new SheetPage(popup.page);
  await sheet.waitUntilReady();
  await expect(sheet.payButton).toHaveText('Pay $80.80');
  await expect(sheet.heading('You pay')).toBeVisible();
  await expect(sheet.page.getByText('what you entered')).toBeVisible();
  await sheet.payButton.click();
  await shopper.consent();

  const paid = await shopper.reopenSheet();
  await expect(paid.heading('Paid MX$1,400.00')).toBeVisible();
  await paid.page.getByRole('button', { name: 'Done' }).click();
  await expect.poll(() => shopper.browser.hasSheet()).toBe(false);
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING - 8_080n);
  expect(world.balance('happylifebank', 'retailer')).toBe(140_000n);
  expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(1);

  // Brought again, it is known to be paid.
  const again = await home(shopper);
  await again.bring(url);
  await expect(again.problem).toContainText('Already paid');
  expect(world.ledger.check()).toEqual([]);
});

test('somebody is paid by their payment pointer, in their own currency', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const address = new URL(world.walletAddress('happylifebank', 'retailer'));
  const popup = await home(shopper);
  await popup.bring(`$${address.host}${address.pathname}`);
  await expect(popup.page.getByText('MXN')).toBeVisible();
  await popup.amount.fill('1.234');
  await popup.continueButton.click();
  await expect(popup.problem).toContainText('finer');
  await popup.amount.fill('120.5');
  await popup.continueButton.click();

  const sheet = new SheetPage(popup.page);
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await expect((await shopper.reopenSheet()).heading('Paid MX$120.50')).toBeVisible();
  expect(world.balance('happylifebank', 'retailer')).toBe(12_050n);
  expect(world.ledger.check()).toEqual([]);
});

test('what cannot or must not be paid is refused in words, and no server is asked anything', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const popup = await home(shopper);
  const before = world.requests.matching({}).length;
  for (const [text, words] of [
    ['javascript:alert(1)', 'Nothing that can be paid'],
    ['data:text/html,x', 'Nothing that can be paid'],
    ['file:///etc/passwd', 'Nothing that can be paid'],
    ['hello there', 'Nothing that can be paid'],
    ['http://happylifebank.test/retailer', 'Not a secure address'],
    ['https://127.0.0.1/incoming-payments/1', 'Not a secure address'],
    ['https://router.local/incoming-payments/1', 'Not a secure address'],
    ['https://happylifebank.test/\u202Eliater', 'It has hidden characters'],
  ] as const) {
    await popup.bring(text);
    await expect(popup.problem, text).toContainText(words);
  }
  expect(world.requests.matching({}).length).toBe(before);
});

test('an address of mixed alphabets is shown as what it is, with a warning', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const popup = await home(shopper);
  await popup.bring('//h\u0430ppylifebank.test/incoming-payments/1');
  const sheet = new SheetPage(popup.page);
  await expect(sheet.heading('The shop’s wallet does not know this order')).toBeVisible();
  await expect(sheet.page.getByText('xn--').first()).toBeVisible();
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING);
});
