import type { Page } from 'playwright';
import { untilBooksAgree, untilStatus } from '../../../demo/tests/opencharge-support.ts';
import type { World } from '../../../demo/world.ts';
import { home } from '../fixtures/payables.ts';
import type { Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';
import { SheetPage } from '../pages/sheet-page.ts';

const OUTGOING = { method: 'POST', path: /\/outgoing-payments$/ } as const;
const GATEWAY = 'paymentgateway.test';

/** The shop sends the shopper to the hosted checkout page of its order. */
async function toHostedPage(world: World, shopper: Shopper, product = 'product-a'): Promise<Page> {
  const page = await shopper.browser.newPage();
  await page.goto(new URL(`/products/${product}`, world.openCharge.merchantUrl).href);
  await page.locator('#pay[data-order]').waitFor();
  await page.getByRole('button', { name: 'Hosted checkout' }).click();
  await page.waitForURL((url) => url.host === GATEWAY);
  await page.locator('#checkout').waitFor();
  return page;
}

/** Chooses the hosted page in the popup of the tab in front. */
async function chosen(shopper: Shopper): Promise<SheetPage> {
  const popup = await home(shopper);
  await popup.found.getByRole('button').click();
  return new SheetPage(popup.page);
}

async function pay(sheet: SheetPage, shopper: Shopper): Promise<void> {
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
}

const sessionIdOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';

for (const { product, price, way } of [
  { product: 'product-a', price: '$100.99', way: 'directly' },
  { product: 'product-b', price: '$50.00', way: 'from the partner reserve' },
  { product: 'product-c', price: '$24.24', way: 'through the third party' },
]) {
  test(`is bought from the hosted page, settled ${way}: the tab is at the success page, and a reload pays nothing`, async ({
    world,
    shopper,
  }) => {
    await shopper.linkWalletQuickly();
    const page = await toHostedPage(world, shopper, product);
    const read = { path: /\/opencharge\/checkout\/sessions\//, host: GATEWAY };
    // The page reads its session, too, as a script of the same origin.
    const reads = () => world.requests.matching(read).filter(({ headers }) => headers['sec-fetch-site'] !== 'same-origin').length;
    const popup = await home(shopper);
    await expect(popup.found).toHaveText(/paymentgateway\.test.*This checkout/);
    expect(reads(), 'nothing is read before the press').toBe(0);
    await popup.found.getByRole('button').click();
    const sheet = new SheetPage(popup.page);
    await sheet.waitUntilReady();
    await expect(sheet.payButton).toHaveText(`Pay ${price}`);
    expect(reads()).toBeGreaterThan(0);
    await pay(sheet, shopper);
    await page.waitForURL((url) => url.host === 'merchant.test' && url.pathname.includes('success'));
    await expect(page.getByRole('status')).toHaveText('Paid');
    await untilBooksAgree(world);
    await page.reload();
    await expect(page.getByRole('status')).toHaveText('Paid');
    expect(world.requests.matching(OUTGOING)).toHaveLength(1);

    // Back at the hosted page the user stays there, and it cannot be paid again.
    await (await shopper.reopenSheet()).done();
    await page.goBack();
    await page.waitForURL((url) => url.host === GATEWAY);
    await page.bringToFront();
    const again = await home(shopper);
    await again.found.getByRole('button').click();
    await expect(again.problem).toBeVisible();
    expect(new URL(page.url()).host).toBe(GATEWAY);
    expect(world.requests.matching(OUTGOING)).toHaveLength(1);
  });
}

test('cancelled: the session is cancelled, and the tab is at the cancel page', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const page = await toHostedPage(world, shopper);
  const id = sessionIdOf(page);
  const sheet = await chosen(shopper);
  await sheet.waitUntilReady();
  await sheet.cancel();
  await page.waitForURL((url) => url.host === 'merchant.test' && url.pathname.includes('cancel'));
  await untilStatus(world, id, 'cancelled');
  expect(world.requests.matching(OUTGOING)).toHaveLength(0);
});

test('after the proof the tab goes to another host only by a press of the button that names it', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  world.faults.add({ kind: 'urls-retargeted', host: GATEWAY, to: 'https://happylifebank.test/' });
  const page = await toHostedPage(world, shopper);
  await pay(await chosen(shopper), shopper);
  const paid = await shopper.reopenSheet();
  const press = paid.page.getByRole('button', { name: 'Go to happylifebank.test' });
  await expect(press).toBeVisible();
  expect(new URL(page.url()).host).toBe(GATEWAY);
  await press.click();
  await page.waitForURL((url) => url.host === 'happylifebank.test');
  expect(world.requests.matching(OUTGOING)).toHaveLength(1);
});

test('after a cancellation, too', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  world.faults.add({ kind: 'urls-retargeted', host: GATEWAY, to: 'https://happylifebank.test/' });
  const page = await toHostedPage(world, shopper);
  const sheet = await chosen(shopper);
  await sheet.waitUntilReady();
  await sheet.cancelButton.click();
  const press = sheet.page.getByRole('button', { name: 'Go to happylifebank.test' });
  await expect(press).toBeVisible();
  expect(new URL(page.url()).host).toBe(GATEWAY);
  await press.click();
  await page.waitForURL((url) => url.host === 'happylifebank.test');
  expect(world.requests.matching(OUTGOING)).toHaveLength(0);
});

test('a tab that shows another page by then is left there', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const page = await toHostedPage(world, shopper);
  const sheet = await chosen(shopper);
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  const consent = await shopper.consentPage();
  await page.goto(world.shopUrl);
  await consent.allow.click();
  await expect((await shopper.reopenSheet()).heading(/^Paid/)).toBeVisible();
  await untilBooksAgree(world);
  expect(page.url()).toBe(new URL(world.shopUrl).href);
});

test('a worker that dies while the proof is missing returns the tab afterwards', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const late = world.faults.add({ kind: 'proof-late' });
  const page = await toHostedPage(world, shopper);
  const id = sessionIdOf(page);
  await pay(await chosen(shopper), shopper);
  await untilStatus(world, id, 'completed');
  await shopper.browser.killWorker();
  late.remove();
  await shopper.browser.wakeWorker();
  await page.waitForURL((url) => url.host === 'merchant.test');
  await expect(page.getByRole('status')).toHaveText('Paid');
  expect(world.requests.matching(OUTGOING)).toHaveLength(1);
});

test('a page of a host that looks like the gateway is refused before anything of it is read', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const page = await toHostedPage(world, shopper);
  // Without what the page asks of its own server.
  const source = (await page.content()).replace(/<script>.*?<\/script>/s, '');
  const fake = await shopper.browser.newPage();
  const url = `https://shop.test/checkout/${sessionIdOf(page)}`;
  await fake.route(url, (route) => route.fulfill({ contentType: 'text/html', body: source }));
  await fake.goto(url);
  const popup = await home(shopper);
  await expect(popup.found).toContainText('shop.test');
  const read = () => world.requests.matching({ host: 'shop.test' }).length;
  const before = read();
  await popup.found.getByRole('button').click();
  await expect(popup.problem).toContainText('shop.test');
  expect(read()).toBe(before);
  expect(world.requests.matching(OUTGOING)).toHaveLength(0);
});

test('a hosted page in a frame is not offered', async ({ world, shopper }) => {
  world.faults.add({ kind: 'page-frameable' });
  const hosted = await toHostedPage(world, shopper);
  const page = await shopper.browser.newPage();
  // A page of the world's own: the browser frames no page of this machine in one that is made up.
  await page.goto(new URL('/nothing-here', world.shopUrl).href);
  await page.evaluate((src) => {
    document.body.append(Object.assign(document.createElement('iframe'), { src, width: '600', height: '600' }));
  }, hosted.url());
  await page.frameLocator('iframe').locator('#checkout').waitFor();
  const popup = await home(shopper);
  await expect(popup.field).toBeVisible();
  await expect(popup.found).toHaveCount(0);
});
