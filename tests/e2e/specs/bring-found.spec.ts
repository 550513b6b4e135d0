import type { Page } from 'playwright';
import type { World } from '../../../demo/world.ts';
import { startBrowser } from '../../../scripts/lib/browser.ts';
import { distOf } from '../../../scripts/lib/paths.ts';
import { home, payable, shopPage } from '../fixtures/payables.ts';
import { Shopper } from '../fixtures/shopper.ts';
import { TenderBrowser } from '../fixtures/tender-browser.ts';
import { expect, test } from '../fixtures/test.ts';
import { SheetPage } from '../pages/sheet-page.ts';

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
  test(`${name} is on the badge and in the popup; the user’s press takes it to the sheet`, async ({ world, shopper }) => {
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

test('links of one host are told apart by their own texts, and by the ends of their addresses where those are the same', async ({
  shopper,
}) => {
  const links = [
    `<a href="${W}/incoming-payments/order-1">  Order <b>1042</b>:\n running shoes </a>`,
    `<a href="${W}/incoming-payments/order-2"><img width="99" height="99" alt="Socks"></a>`,
    `<a href="${W}/incoming-payments/order-3">Pay now<span style="display: none">, you winner</span></a>`,
    `<a href="${W}/incoming-payments/order-4">Pay now</a>`,
    `<form data-payable="${W}/incoming-payments/order-5">Named fields<input name="innerText"><input name="title"></form>`,
  ];
  await shopPage(shopper, links.join('<br>'));
  const popup = await home(shopper);
  await expect(popup.found).toHaveText([
    /Order 1042: running shoes/,
    /Socks/,
    /Pay now.*order-3/,
    /Pay now.*order-4/,
    /happylifebank\.test/,
  ]);
  await expect(popup.found.nth(2)).not.toContainText('winner');
  await expect(popup.found.nth(1).getByRole('button')).toHaveAccessibleName('Pay “Socks” at happylifebank.test');
});

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

const PICTURE = '<img alt="Pay" width="40" height="20" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">';

const EMPTY_BOXES: readonly [name: string, html: (url: string) => string][] = [
  ['a floated picture', (url) => `<a href="${url}">${PICTURE.replace('<img', '<img style="float: left"')}</a>`],
  ['a label that is positioned', (url) => `<a href="${url}" style="position: relative"><b style="position: absolute">Pay</b></a>`],
  ['a floated picture further in', (url) => `<a href="${url}"><i><i style="float: right">${PICTURE}</i></i></a>`],
  ['text, without a box of its own', (url) => `<a href="${url}" style="display: contents">Pay</a>`],
  ['what is shown again', (url) => `<a href="${url}" style="visibility: hidden"><b style="visibility: visible">Pay</b></a>`],
  [
    'an area that a style sheet draws',
    (url) =>
      `<style>div { position: relative; height: 99px } a::after { content: ""; position: absolute; inset: 0 }</style><div><a href="${url}"></a></div>`,
  ],
  [
    'a floated picture in a shadow tree',
    (url) =>
      `<a href="${url}"><span><template shadowrootmode="closed">${PICTURE.replace('<img', '<img style="position: absolute"')}</template></span></a>`,
  ],
];

for (const [name, html] of EMPTY_BOXES) {
  test(`a link with an empty box around ${name} is found`, async ({ shopper }) => {
    await shopPage(shopper, html(`${W}/incoming-payments/1`));
    await expect.poll(() => badge(shopper)).toBe('1');
    await expect((await home(shopper)).found).toHaveCount(1);
  });
}

const SHADOWS: readonly [name: string, html: (link: string) => string][] = [
  ['a declarative root', (link) => `<div><template shadowrootmode="open">${link}</template></div>`],
  ['a declarative closed root', (link) => `<div> <template shadowrootmode="closed">${link}</template></div>`],
  [
    'a closed root with parts of the page in it',
    (link) => `<div><b slot="x">Pay</b><template shadowrootmode="closed">${link}</template></div>`,
  ],
  ['an open root', (link) => scripted('div', 'open', link)],
  ['the closed root of an element of the page’s own', (link) => scripted('pay-link', 'closed', link)],
  [
    'a root in a root',
    (link) =>
      `<x-y><template shadowrootmode="closed"><p>Words</p><section>Words<template shadowrootmode="closed">${link}</template></section></template></x-y>`,
  ],
];

function scripted(host: string, mode: 'open' | 'closed', link: string): string {
  return `<${host} id="host"></${host}><script>host.attachShadow({ mode: '${mode}' }).innerHTML = '${link}'</script>`;
}

for (const [name, html] of SHADOWS) {
  test(`a link in ${name} is on the badge and in the popup`, async ({ shopper }) => {
    await shopPage(shopper, html(`<a href="${W}/incoming-payments/1">Pay</a>`));
    await expect.poll(() => badge(shopper)).toBe('1');
    await expect((await home(shopper)).found).toHaveCount(1);
  });
}

test('a link that comes late, in the closed root of an element full of words, is found when the popup opens', async ({ shopper }) => {
  const page = await shopPage(shopper, '<p>Words and <b>more words</b></p>');
  await page.evaluate((href) => {
    const root = document.querySelector('p')?.attachShadow({ mode: 'closed' });
    root?.append(Object.assign(document.createElement('a'), { href, textContent: 'Pay' }));
  }, `${W}/incoming-payments/1`);
  await page.mouse.move(50, 50);
  await expect((await home(shopper)).found).toHaveCount(1);
  expect(await badge(shopper), 'what the popup found').toBe('1');
});

test('what a user cannot see is not offered', async ({ shopper }) => {
  const hidden = [
    'style="display: none"',
    'style="visibility: hidden"',
    'style="opacity: 0"',
    'hidden',
    'style="position: absolute; left: -9999px"',
    'style="display: inline-block; width: 0; height: 0; overflow: hidden"',
  ];
  const within = ['Pay', PICTURE, `<b style="display: block; float: left">Pay</b>`];
  const links = hidden.flatMap((how, index) =>
    within.map((content, part) => `<a ${how} href="${W}/incoming-payments/${index}-${part}">${content}</a>`),
  );
  links.push(
    `<a href="${W}/incoming-payments/y"></a>`,
    `<a href="${W}/incoming-payments/z"><b style="float: left; opacity: 0">Pay</b></a>`,
  );
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

test('links with what was copied along are found, each once; with what may mean something they are not', async ({ shopper }) => {
  const id = '6e0e1c1a-5b1f-4a77-8a39-1b7e5f0c9d11';
  const links = [
    `${W}/incoming-payments/1?utm_source=mail#pay`,
    `${W}/incoming-payments/1.`,
    `https://acquirer.test/invoices/${id}.`,
    `https://acquirer.test/invoices/${id}?fbclid=7`,
    `${W}/incoming-payments/2?amount=5`,
  ];
  await shopPage(shopper, links.map((href) => `<a href="${href}">Pay</a> `).join(''));
  await expect.poll(() => badge(shopper)).toBe('2');
  await expect((await home(shopper)).found).toHaveText([/Payment link/, /Invoice/]);
});

test('a name of mixed letters is listed as what it is', async ({ shopper }) => {
  await shopPage(shopper, '<a href="https://h\u0430ppylifebank.test/incoming-payments/1">Pay happylifebank.test</a>');
  await expect((await home(shopper)).found).toContainText('xn--hppylifebank-x9j.test');
});

/** What shops and consent managers do to their own page long after it has loaded. */
const REOPENED: readonly [name: string, source: string][] = [
  ['at once', `document.open(); document.write(html); document.close();`],
  ['bit by bit', `document.open(); document.write(html); setTimeout(() => document.close(), 50);`],
  ['by writing alone', `document.write(html); document.close();`],
];

for (const [name, source] of REOPENED) {
  test(`a page that writes itself anew, ${name}, is looked at again`, async ({ shopper }) => {
    const page = await shopPage(shopper, '<p>Words</p>');
    const rewrite = (html: string) => page.evaluate(`{ const html = ${JSON.stringify(html)}; ${source} }`);
    await rewrite(`<!doctype html><title>Shop</title><a href="${W}/incoming-payments/1">Pay</a>`);
    await expect.poll(() => badge(shopper)).toBe('1');
    await expect((await home(shopper)).found).toHaveCount(1);
    await page.bringToFront();
    await rewrite('<!doctype html><title>Shop</title><p>Nothing any more</p>');
    await expect.poll(() => badge(shopper)).toBe('');
  });
}

test('a page that writes itself anew and stops every event answers the popup', async ({ shopper }) => {
  const page = await shopPage(shopper, '<p>Words</p>');
  await page.evaluate((html) => {
    document.open();
    document.write(html);
    document.close();
  }, `<!doctype html><title>Shop</title>${STOPS_EVENTS}<p>Words</p>`);
  await addLink(page);
  await expect((await home(shopper)).found).toHaveCount(1);
});

/** A page that lets no event of a user's turn to it through: not in the capture phase, and not at the window. */
const STOPS_EVENTS = `<script>
  for (const type of ['blur', 'focus', 'focusin', 'focusout', 'pointerover', 'pointermove', 'mouseover', 'pointerdown', 'visibilitychange', 'load', 'pageshow'])
    for (const target of [window, document]) target.addEventListener(type, (event) => event.stopImmediatePropagation(), true);
</script>`;

async function addLink(page: Page): Promise<void> {
  await page.evaluate((href) => {
    document.body.append(Object.assign(document.createElement('a'), { href, textContent: 'Pay' }));
  }, `${W}/incoming-payments/1`);
}

test('a page that stops every event is looked at all the same', async ({ shopper }) => {
  const page = await shopPage(shopper, `${STOPS_EVENTS}<a href="${W}/incoming-payments/2">Pay</a>`);
  await expect.poll(() => badge(shopper)).toBe('1');
  await page.goto('about:blank');
  const late = await shopPage(shopper, `${STOPS_EVENTS}<p>Words</p>`);
  await addLink(late);
  await late.mouse.move(50, 50);
  await expect((await home(shopper)).found).toHaveCount(1);
});

test('the badge is there again right after Back', async ({ shopper }) => {
  const page = await shopPage(shopper, `<a href="${W}/incoming-payments/1">Pay</a>`);
  await page.evaluate('window.isKept = true');
  await expect.poll(() => badge(shopper)).toBe('1');
  await page.goto(new URL('/nothing-here', shopper.world.shopUrl).href);
  await expect.poll(() => badge(shopper)).toBe('');
  await page.evaluate('history.back()');
  const isKept = () => page.evaluate('window.isKept').catch(() => 'on its way');
  await expect.poll(isKept, 'it came from the back/forward cache').toBe(true);
  await expect.poll(() => badge(shopper)).toBe('1');
});

test('a page that was prepared is on the badge from the moment in which it is shown', async ({ world }) => {
  // Chromium prepares nothing for a page with a debugger, so this one drives itself while nobody looks: by replies that are held back.
  const running = await startBrowser({ extensions: [distOf.production], world });
  try {
    const watched = await TenderBrowser.over(distOf.production, running);
    const detached = hold(world, /nothing-here\?detached/);
    const ready = hold(world, /nothing-here\?ready/);
    const page = await watched.newPage();
    await page.goto(new URL('/nothing-here', world.shopUrl).href);
    await page.evaluate(async (url) => {
      const rules = { prerender: [{ urls: [url], eagerness: 'immediate' }] };
      const script = Object.assign(document.createElement('script'), { type: 'speculationrules', textContent: JSON.stringify(rules) });
      void fetch('/nothing-here?detached')
        .then(() => document.head.append(script))
        .then(() => fetch('/nothing-here?ready'))
        .then(() => location.assign(url));
    }, '/products/shoes-link');
    await watched.letGo();
    detached();
    const purposes = () =>
      world.requests
        .matching({ path: /^\/products\/shoes-link$/ })
        .filter(({ status }) => status === 200)
        .map(({ headers }) => headers['sec-purpose']);
    await expect.poll(purposes).toContain('prefetch;prerender');
    ready();
    // The page goes on asking its shop, and from when it is shown not as one that is prepared. A debugger that came before would end that.
    const asked = () => world.requests.matching({ path: /\/check$/ }).map(({ headers }) => headers['sec-purpose']);
    await expect.poll(asked).toContain(undefined);

    const again = await TenderBrowser.over(distOf.production, running);
    await expect.poll(() => badge(new Shopper(world, again))).not.toBe('');
    expect(purposes(), 'nothing was loaded for the visit itself').not.toContain(undefined);
    await again.letGo();
  } finally {
    await running.close();
  }
});

/** Holds the reply to a request back. @returns lets it go. */
function hold(world: World, path: RegExp): () => void {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  world.faults.add({ kind: 'hold-request', path, held: () => held });
  return letGo;
}

test('moving within a page keeps its badge', async ({ shopper }) => {
  const page = await shopPage(shopper, `<a href="${W}/incoming-payments/1">Pay</a><a href="#below">Below</a><p id="below">Below</p>`);
  await expect.poll(() => badge(shopper)).toBe('1');
  await page.click('text=Below');
  await page.evaluate('history.pushState({}, "", "/elsewhere")');
  await expect((await home(shopper)).found).toHaveCount(1);
  expect(await badge(shopper)).toBe('1');
});
