import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test as base, expect } from '@playwright/test';
import type { Page } from 'playwright';
import { distOf, inRoot } from '../../../scripts/lib/paths.ts';
import { axeViolations } from '../../ui/axe.ts';
import { pressByKey, tabTo } from '../fixtures/keyboard.ts';
import { TenderBrowser } from '../fixtures/tender-browser.ts';
import { SheetPage } from '../pages/sheet-page.ts';

/** The rail's own words, as people read them. */
const LABEL = 'Practice: no money moves';
const PRICE = 'XTS 4.50';

/** What the browser asks its maker for, whatever is installed. */
const BROWSERS_OWN = /^\S+ (?:https?:\/\/)?[\w.-]+\.(?:google|googleapis|gvt1)\.com[:/]/;

interface Fixtures {
  /** Everything that the browser has asked anybody for, by the first line of each request. */
  readonly requests: string[];
  readonly tender: TenderBrowser;
}

/** A browser that was just installed, in a world without a single server: whatever leaves it is written down, and goes nowhere. */
const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures that one needs from here
  requests: async ({}, use) => {
    await use([]);
  },
  tender: async ({ requests }, use) => {
    const proxy = createServer((socket) => {
      socket.once('data', (bytes) => {
        const [line = ''] = bytes.toString('latin1').split('\r\n');
        if (!BROWSERS_OWN.test(line)) requests.push(line);
        socket.destroy();
      });
      socket.on('error', () => undefined);
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    const { port } = proxy.address() as AddressInfo;
    const browser = await TenderBrowser.start({
      extension: distOf.production,
      world: { resolverRules: '', spki: [] },
      flags: [`--proxy-server=http://127.0.0.1:${port}`, '--proxy-bypass-list=<-loopback>'],
      keepsWelcome: true,
    });
    await use(browser);
    await browser.close();
    await new Promise((done) => proxy.close(done));
  },
});

const welcomeOf = (browser: TenderBrowser): Promise<Page> => browser.pageWhere('welcome', ({ hash }) => hash === '#welcome');
const walletOf = (browser: TenderBrowser): Promise<Page> =>
  browser.pageWhere('practice wallet', ({ protocol, pathname }) => protocol === 'chrome-extension:' && pathname.includes('wallet-page'));

/** From "Try it" to a sheet that can be approved. */
async function tryIt(browser: TenderBrowser): Promise<SheetPage> {
  const welcome = await welcomeOf(browser);
  await welcome.bringToFront();
  await welcome.getByRole('button', { name: 'Try it' }).click();
  const sheet = new SheetPage(await browser.sheet());
  await sheet.waitUntilReady();
  return sheet;
}

/** From there to the make-believe wallet's page. */
async function approved(browser: TenderBrowser): Promise<Page> {
  await (await tryIt(browser)).payButton.click();
  const wallet = await walletOf(browser);
  await wallet.getByRole('button', { name: 'Approve' }).waitFor();
  return wallet;
}

/** A press whose page the worker closes. */
async function pressAway(page: Page, name: string): Promise<void> {
  await page
    .getByRole('button', { name })
    .click()
    .catch((error: unknown) => {
      if (!page.isClosed()) throw error;
    });
}

/** Waits for a face of the sheet, which may come up anew. */
async function sheetWith(browser: TenderBrowser, heading: RegExp): Promise<SheetPage> {
  const sheet = new SheetPage(await browser.sheet());
  await sheet.heading(heading).waitFor();
  return sheet;
}

async function look(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: inRoot('tests', 'out', 'pictures', 'practice', `${name}-${scheme}.png`), fullPage: true });
  }
}

/** How many rows of the journal there are: what limits, the memory of payees, the history and its exports are made of. */
async function counted(browser: TenderBrowser): Promise<unknown> {
  const worker = await browser.worker();
  return worker.evaluate(async () => {
    const open = await new Promise<IDBDatabase>((done) => {
      const request = indexedDB.open('tender');
      request.addEventListener('success', () => done(request.result));
    });
    const names = ['payments', 'deletedPayments', 'wallets', 'allowances'];
    const read = open.transaction(names);
    const counts = await Promise.all(
      names.map(
        (name) =>
          new Promise<number>((done) => {
            const request = read.objectStore(name).count();
            request.addEventListener('success', () => done(request.result));
          }),
      ),
    );
    open.close();
    return counts;
  });
}

const badgeOf = async (browser: TenderBrowser): Promise<unknown> =>
  (await browser.worker()).evaluate('chrome.action.getBadgeText({}).then((text) => text)');

test('from the first-run page to a paid receipt by keyboard, with no wallet linked and no request to anybody', async ({
  tender: browser,
  requests,
}) => {
  const welcome = await welcomeOf(browser);
  await welcome.bringToFront();
  await welcome.getByRole('button', { name: 'Link wallet' }).waitFor();
  await look(welcome, 'welcome');
  expect(await axeViolations(welcome)).toEqual([]);
  await pressByKey(welcome.getByRole('button', { name: 'Try it' }));

  const sheet = new SheetPage(await browser.sheet());
  await sheet.waitUntilReady();
  await expect(sheet.heading(LABEL)).toBeVisible();
  await expect(sheet.page).toHaveTitle(`${LABEL} – Tender`);
  await expect(sheet.main).toContainText('wallet.practice.example');
  await look(sheet.page, 'ready');
  expect(await axeViolations(sheet.page)).toEqual([]);
  expect(await badgeOf(browser)).toBe('1');
  await tabTo(sheet.payButton);
  await expect(sheet.payButton).toHaveText(new RegExp(`^Pay ${PRICE.replace(' ', '.')}$`));
  await sheet.page.keyboard.press('Enter');

  const wallet = await walletOf(browser);
  await expect(wallet.getByText(LABEL)).toBeVisible();
  await expect(wallet).toHaveTitle(`${LABEL} – Tender`);
  await look(wallet, 'wallet');
  expect(await axeViolations(wallet)).toEqual([]);
  const waiting = await sheetWith(browser, /^Confirm at/);
  await expect(waiting.heading(LABEL)).toBeVisible();
  await wallet.bringToFront();
  await pressByKey(wallet.getByRole('button', { name: 'Approve' })).catch((error: unknown) => {
    if (!wallet.isClosed()) throw error;
  });

  const paid = await sheetWith(browser, /^Paid/);
  await expect(paid.heading(LABEL)).toBeVisible();
  await expect(paid.main).toContainText('Practice: no money moved');
  await expect(paid.page.getByRole('button', { name: 'Receipt' })).toHaveCount(0);
  await look(paid.page, 'paid');
  expect(await axeViolations(paid.page)).toEqual([]);
  await expect.poll(() => badgeOf(browser)).toBe('');
  expect(wallet.isClosed()).toBe(true);
  await paid.done();
  await expect.poll(() => browser.hasSheet()).toBe(false);

  expect(await counted(browser)).toEqual([0, 0, 0, 0]);
  await welcome.bringToFront();
  await welcome.getByRole('link', { name: 'History' }).click();
  await expect(welcome.getByText('No payments yet')).toBeVisible();
  expect(requests).toEqual([]);
});

test('declined at the make-believe wallet: nothing is paid, and it can be tried again', async ({ tender: browser, requests }) => {
  await pressAway(await approved(browser), 'Decline');
  const over = await sheetWith(browser, /Cancelled|declined|Not paid/i);
  await expect(over.heading(LABEL)).toBeVisible();
  await look(over.page, 'declined');
  await over.done();
  await expect.poll(() => browser.hasSheet()).toBe(false);
  await pressAway(await approved(browser), 'Approve');
  await (await sheetWith(browser, /^Paid/)).done();
  expect(await counted(browser)).toEqual([0, 0, 0, 0]);
  expect(requests).toEqual([]);
});

test('the wallet’s page is closed: nothing is paid', async ({ tender: browser }) => {
  await (await approved(browser)).close();
  const over = await sheetWith(browser, /closed/i);
  await expect(over.heading(LABEL)).toBeVisible();
});

test('a worker that dies at each step takes it up again', async ({ tender: browser, requests }) => {
  const sheet = await tryIt(browser);
  await browser.killWorker();
  await sheet.waitUntilReady();
  await expect(sheet.heading(LABEL)).toBeVisible();
  // A press in the moment of the worker's death is not repeated by itself.
  await expect(sheet.main).not.toHaveAttribute('aria-busy', 'true');
  await expect(async () => {
    if (await sheet.payButton.isVisible()) await sheet.payButton.click({ timeout: 5_000 });
    await expect(sheet.heading(/^Confirm at/)).toBeVisible({ timeout: 2_000 });
  }).toPass();
  const wallet = await walletOf(browser);
  await wallet.getByRole('button', { name: 'Approve' }).waitFor();
  await browser.killWorker();
  await pressAway(wallet, 'Approve');
  const paid = await sheetWith(browser, /^Paid/);
  await browser.killWorker();
  await browser.wakeWorker();
  await expect(paid.heading(/^Paid/)).toBeVisible();
  await expect(paid.heading(LABEL)).toBeVisible();
  await paid.done();
  await expect.poll(() => browser.hasSheet()).toBe(false);
  expect(await counted(browser)).toEqual([0, 0, 0, 0]);
  expect(requests).toEqual([]);
});

test('a web page can neither ask for practice nor open its wallet', async ({ tender: browser }) => {
  const shop = await browser.newPage();
  await shop.route('https://shop.test/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Shop</title><button>Pay</button><output></output>' }),
  );
  await shop.goto('https://shop.test/');
  const target = 'https://shop.practice.example/orders/1';
  for (const data of [{ order: target }, { practice: target }, { rail: 'practice', kind: 'order', target }, {}]) {
    await shop.evaluate((asked) => {
      const output = document.querySelector('output');
      const say = (text: string) => output && (output.textContent = text);
      say('');
      const ask = () => {
        const total = { label: 'Total', amount: { currency: 'XTS', value: '4.50' } };
        new PaymentRequest([{ supportedMethods: 'interledger', data: asked }], { total }).show().then(
          () => say('paid'),
          (error: unknown) => say(String(error)),
        );
      };
      document.querySelector('button')?.addEventListener('click', ask, { once: true });
    }, data);
    await shop.getByRole('button', { name: 'Pay' }).click();
    await expect(shop.getByRole('status')).toContainText('TypeError');
    expect(await browser.hasSheet()).toBe(false);
  }
  const page = `chrome-extension://${browser.extensionId}/src/rails/practice/wallet-page/index.html?visit=1&finish=approve`;
  await shop.evaluate((url) => void (location.href = url), page).catch(() => undefined);
  await expect.poll(() => shop.url()).not.toContain(browser.extensionId);
  expect(await counted(browser)).toEqual([0, 0, 0, 0]);
});
