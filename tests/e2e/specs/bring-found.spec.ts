import { home, payable, shopPage } from '../fixtures/payables.ts';
import { expect, test } from '../fixtures/test.ts';
import { SheetPage } from '../pages/sheet-page.ts';
import type { Shopper } from '../fixtures/shopper.ts';

const W = 'https://happylifebank.test';

/** What the toolbar's button says on the tab in front. */
async function badge(shopper: Shopper): Promise<string> {
  const worker = await shopper.browser.worker();
  const text = await worker.evaluate(
    'chrome.tabs.query({ active: true, lastFocusedWindow: true }).then(([{ id: tabId }]) => chrome.action.getBadgeText({ tabId }))',
  );
  return String(text);
}

const PRESENTATIONS: readonly [name: string, html: (url: string) => string][] = [
  ['a link', (url) => `<a href="${url}">Pay</a>`],
  ['a link without its scheme', (url) => `<a href="${url.replace('https:', '')}">Pay</a>`],
  [
    'an area of a picture',
    (url) => `<img usemap="#m" width="99" height="99" alt=""><map name="m"><area href="${url}" shape="default"></map>`,
  ],
  ['a payment relation', (url) => `<link rel="payment" href="${url}">`],
  ['a facilitated payment', (url) => `<link rel="facilitated-payment" href="${url}">`],
  ['a payment invoice relation', (url) => `<link rel="other payment-invoice" href="${url}">`],
  ['a declaration on a button', (url) => `<button data-payable="${url}">Pay</button>`],
];

for (const [name, html] of PRESENTATIONS) {
  test(`${name} is on the badge and in the popup; the person’s press takes it to the sheet`, async ({ world, shopper }) => {
    await shopper.linkWalletQuickly();
    const url = await payable(world);
    await shopPage(shopper, html(url));
    await expect.poll(() => badge(shopper)).toBe('1');
    const asked = () => world.requests.matching({ path: new RegExp(new URL(url).pathname) }).length;
    const before = asked();
    const popup = await home(shopper);
    await expect(popup.found).toContainText('Payment link');
    expect(asked(), 'nothing is fetched before the press').toBe(before);

    await popup.found.getByRole('button').click();
    const sheet = new SheetPage(popup.page);
    await sheet.waitUntilReady();
    await expect(sheet.payButton).toHaveText('Pay $80.80');
    await expect(sheet.page.getByText('what you chose on shop.test')).toBeVisible();
  });
}

test('a link that is found is paid, once', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  await shopPage(shopper, `<a href="${await payable(world)}">Pay</a>`);
  const popup = await home(shopper);
  await popup.found.getByRole('button').click();
  const sheet = new SheetPage(popup.page);
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await expect((await shopper.reopenSheet()).heading('Paid MX$1,400.00')).toBeVisible();
  expect(world.balance('happylifebank', 'retailer')).toBe(140_000n);
  expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(1);
  expect(world.ledger.check()).toEqual([]);
});

test('what a person cannot see is not offered', async ({ shopper }) => {
  const hidden = [
    'style="display: none"',
    'style="visibility: hidden"',
    'style="opacity: 0"',
    'hidden',
    'style="position: absolute; left: -9999px"',
    'style="display: inline-block; width: 0; height: 0; overflow: hidden"',
  ];
  const links = hidden.map((how, index) => `<a ${how} href="${W}/incoming-payments/${index}">Pay</a>`);
  const inside = `<div style="opacity: 0"><button data-payable="${W}/incoming-payments/x">Pay</button></div>`;
  await shopPage(shopper, `${links.join('')}${inside}<a href="${W}/incoming-payments/seen">Pay</a>`);
  await expect.poll(() => badge(shopper)).toBe('1');
  await expect((await home(shopper)).found).toHaveCount(1);
});

test('what is no payable is not offered: other addresses, other schemes, private hosts', async ({ shopper }) => {
  const targets = [
    'javascript:location="/incoming-payments/1"',
    'data:text/html,/incoming-payments/1',
    'file:///incoming-payments/1',
    'http://happylifebank.test/incoming-payments/1',
    'https://127.0.0.1/incoming-payments/1',
    'https://router.local/incoming-payments/1',
    'https://me:pass@happylifebank.test/incoming-payments/1',
  ];
  // Links to pages about payments; in `data-payable` a page would mean them.
  const pages = [`${W}/incoming-payments/`, `${W}/incoming-payments/1/edit`, 'https://bookkeeping.test/invoices/1'];
  const links = [...targets, ...pages].map((target) => `<a href='${target}'>Pay</a>`);
  const declared = [...links, ...targets.map((target) => `<button data-payable='${target}'>Pay</button>`)].join('');
  await shopPage(shopper, `<link rel="canonical" href="${W}/incoming-payments/1">${declared}`);
  const popup = await home(shopper);
  await expect(popup.field).toBeVisible();
  await expect(popup.found).toHaveCount(0);
  expect(await badge(shopper)).toBe('');
});

test('a frame, of this site or another, is not asked', async ({ world, shopper }) => {
  const frame = (origin: string) => `<iframe src="${origin}/framed" width="300" height="100"></iframe>`;
  const page = await shopper.browser.newPage();
  const route = (body: string) => ({ contentType: 'text/html', body: `<!doctype html><title>Shop</title>${body}` });
  await page.route('**/framed', (request) => request.fulfill(route(`<a href="${W}/incoming-payments/1">Pay</a>`)));
  await page.route('**/fixture', (request) => request.fulfill(route(frame(W) + frame(new URL(world.shopUrl).origin))));
  await page.goto(new URL('/fixture', world.shopUrl).href);
  await page.frameLocator('iframe').first().getByText('Pay').waitFor();
  const popup = await home(shopper);
  await expect(popup.field).toBeVisible();
  await expect(popup.found).toHaveCount(0);
  expect(await badge(shopper)).toBe('');
});

test('of a thousand payables twenty are listed, the others counted', async ({ shopper }) => {
  const links = Array.from({ length: 1000 }, (_, index) => `<a href="${W}/incoming-payments/${index}">Pay</a>`);
  await shopPage(shopper, links.join(' '));
  await expect.poll(() => badge(shopper)).toBe('99+');
  const popup = await home(shopper);
  await expect(popup.found).toHaveCount(20);
  await expect(popup.page.getByText('The page has 980 more.')).toBeVisible();
});

test('what a page adds later is there when the popup opens; the badge goes with the page', async ({ shopper }) => {
  const page = await shopPage(shopper, `<a href="${W}/incoming-payments/1">Pay</a>`);
  await expect.poll(() => badge(shopper)).toBe('1');
  await page.evaluate((target) => {
    document.body.insertAdjacentHTML('beforeend', `<button data-payable="${target}">Pay</button>`);
  }, `${W}/retailer`);
  const popup = await home(shopper);
  await expect(popup.found).toHaveText([/Payment link/, /Wallet address/]);
  await page.bringToFront();
  await page.goto('about:blank');
  await expect.poll(() => badge(shopper)).toBe('');
});

test('a page that had nothing and adds it later is looked at when the popup opens', async ({ shopper }) => {
  const page = await shopPage(shopper, '<p>Words</p>');
  await page.evaluate((target) => {
    document.body.insertAdjacentHTML('beforeend', `<a href="${target}">Pay</a>`);
  }, `${W}/incoming-payments/1`);
  await page.mouse.move(50, 50);
  expect(await badge(shopper)).toBe('');
  await expect((await home(shopper)).found).toHaveCount(1);
});

test('a page that gives its elements the names of methods breaks nothing', async ({ shopper }) => {
  await shopPage(
    shopper,
    `<form data-payable="${W}/incoming-payments/0"><input name="getAttribute"><input name="checkVisibility"></form><a href="${W}/incoming-payments/1">Pay</a>`,
  );
  await expect.poll(() => badge(shopper)).toBe('1');
});

test('a name of mixed letters is listed as what it is', async ({ shopper }) => {
  await shopPage(shopper, '<a href="https://h\u0430ppylifebank.test/incoming-payments/1">Pay happylifebank.test</a>');
  await expect((await home(shopper)).found).toContainText('xn--hppylifebank-x9j.test');
});
