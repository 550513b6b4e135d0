import type { FaultRule } from '../../../demo/world.ts';
import { distOf } from '../../../scripts/lib/paths.ts';
import { home, payable } from '../fixtures/payables.ts';
import { Shopper } from '../fixtures/shopper.ts';
import { TenderBrowser } from '../fixtures/tender-browser.ts';
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
  await paid.done();
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
  await expect(popup.problem).toContainText('too many digits or decimals');
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

test('a link with what was copied along is the link; with what may mean something it is refused by that name', async ({
  world,
  shopper,
}) => {
  await shopper.linkWalletQuickly();
  const url = await payable(world);
  const popup = await home(shopper);
  const before = world.requests.matching({}).length;
  await popup.bring(`${url}?amount=5`);
  await expect(popup.problem).toContainText('It carries “amount”');
  expect(world.requests.matching({}).length).toBe(before);
  await popup.bring(`“${url}?utm_source=mail&fbclid=1#pay”.`);
  const sheet = new SheetPage(popup.page);
  await sheet.waitUntilReady();
  await expect(sheet.payButton).toHaveText('Pay $80.80');
});

const OWN = 'anna.test';
const LED: readonly [name: string, serve: (address: string) => FaultRule][] = [
  ['redirects to', (to) => ({ kind: 'redirect', host: OWN, to })],
  ['redirects twice to', (to) => ({ kind: 'redirect', host: OWN, to: `https://hop.test/?to=${to}` })],
];

for (const [name, serve] of LED) {
  test(`a pointer on a domain of one’s own that ${name} a wallet is followed, and the wallet is shown`, async ({ world, shopper }) => {
    const address = world.walletAddress('happylifebank', 'retailer');
    await shopper.linkWalletQuickly();
    world.faults.add(serve(address));
    world.faults.add({ kind: 'redirect', host: 'hop.test', to: address });
    const popup = await home(shopper);
    await popup.bring(`$${OWN}/~anna`);
    await expect(popup.page.getByText(`${OWN} leads to this wallet: ${address}`)).toBeVisible();
    await popup.amount.fill('120.50');
    await popup.continueButton.click();
    const sheet = new SheetPage(popup.page);
    await sheet.waitUntilReady();
    await sheet.payButton.click();
    await shopper.consent();
    await expect((await shopper.reopenSheet()).heading('Paid MX$120.50')).toBeVisible({ timeout: 20_000 });
    expect(world.balance('happylifebank', 'retailer')).toBe(12_050n);
  });
}

test('a pointer that leads out of https, to this machine, in circles, or to no wallet is not followed there', async ({
  world,
  shopper,
}) => {
  const popup = await home(shopper);
  for (const [to, words] of [
    ['http://happylifebank.test/retailer', /No answer/],
    [`https://${OWN}/again`, /No answer/],
    ['https://shop.test/', /Not a wallet address/],
  ] as const) {
    const fault = world.faults.add({ kind: 'redirect', host: OWN, to });
    await popup.bring(`$${OWN}`);
    await expect(popup.problem, to).toContainText(words);
    fault.remove();
  }
  expect(world.requests.matching({ host: 'happylifebank.test', path: /retailer/ }), 'no request without https').toEqual([]);
});

test('where people write a decimal comma, 12,50 is paid, and 1.250 is asked about', async ({ world }) => {
  const browser = await TenderBrowser.start({ extension: distOf.production, world, flags: ['--accept-lang=de-DE'] });
  try {
    const shopper = new Shopper(world, browser);
    await shopper.linkWalletQuickly();
    const popup = await home(shopper);
    await popup.bring(world.walletAddress('happylifebank', 'retailer'));
    for (const unclear of ['1.250', '1,250']) {
      await popup.amount.fill(unclear);
      await popup.continueButton.click();
      await expect(popup.problem).toContainText('That can be read as 1250 or as 1,2500.');
    }
    await popup.amount.fill('12,50');
    await popup.continueButton.click();
    const sheet = new SheetPage(popup.page);
    await sheet.waitUntilReady();
    await expect(sheet.page.getByText('12,50\u00a0MX$').first()).toBeVisible();
  } finally {
    await browser.close();
  }
});

test('what cannot or must not be paid is refused in words, and no server is asked anything', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const popup = await home(shopper);
  const before = world.requests.matching({}).length;
  for (const [text, words] of [
    ['javascript:alert(1)', 'This cannot be paid'],
    ['data:text/html,x', 'This cannot be paid'],
    ['file:///etc/passwd', 'This cannot be paid'],
    ['hello there', 'This cannot be paid'],
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
  await expect(sheet.heading('The payee’s wallet does not know this payment')).toBeVisible();
  await expect(sheet.page.getByText('xn--').first()).toBeVisible();
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING);
});
