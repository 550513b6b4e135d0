import type { Locator, Page } from 'playwright';
import { TenderBrowser } from '../fixtures/tender-browser.ts';
import { expect, test } from '../fixtures/test.ts';
import { OptionsPage } from '../pages/options-page.ts';
import { WalletPages } from '../pages/wallet-pages.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distOf } from '../../../scripts/lib/paths.ts';

const HOST = 'cloudninebank.test';
const ADDRESS = `https://${HOST}/customer`;

/** What hands do between an empty profile and a linked wallet, the wallet's login aside: that is the same on every way. */
class Hands {
  presses = 0;
  pastes = 0;

  async press(control: Locator): Promise<void> {
    this.presses += 1;
    await control.click();
  }

  /** Pastes into what has the focus. */
  async paste(page: Page): Promise<void> {
    this.pastes += 1;
    await page.keyboard.press('ControlOrMeta+V');
  }
}

/** Puts a text where people have it: in the clipboard. */
async function copyFromElsewhere(page: Page, text: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
}

const welcomeOf = (browser: TenderBrowser): Promise<Page> => browser.pageWhere('welcome', ({ hash }) => hash === '#welcome');

test.describe('after the install', () => {
  test.use({ keepsWelcome: true });

  test('from an empty profile to a linked wallet with four presses and one paste', async ({ shopper, browserWithTender: browser }) => {
    const page = await welcomeOf(browser);
    await page.bringToFront();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome to Tender');
    await expect(page.getByText('Press the puzzle piece')).toBeVisible();
    await expect(page.getByRole('link', { name: 'GateHub', exact: true })).toHaveAttribute('href', 'https://gatehub.net/');
    const options = new OptionsPage(page);
    await copyFromElsewhere(page, ADDRESS);

    const hands = new Hands();
    await hands.press(options.address);
    await hands.paste(page);
    await hands.press(options.linkButton);
    await hands.press(options.openButton(HOST));
    const wallet = new WalletPages(await browser.pageWhere('key page', ({ host }) => host === HOST));
    await wallet.logInIfAsked('customer', 'demo');
    await expect(wallet.page.getByText('“Tender”')).toBeVisible();
    await hands.press(wallet.allowKeyButton);
    await options.waitUntilLinked(ADDRESS);
    expect(hands).toMatchObject({ presses: 4, pastes: 1 });
    expect((await shopper.world.fetch(`${ADDRESS}/jwks.json`)).status).toBe(200);
  });

  test('is shown once, and the next start of the same profile shows nothing', async ({ world, browserWithTender: browser }) => {
    await welcomeOf(browser);
    expect(browser.context.pages().filter((page) => page.url().startsWith(browser.optionsUrl))).toHaveLength(1);
    const profile = mkdtempSync(join(tmpdir(), 'tender-first-run-'));
    const start = () => TenderBrowser.start({ extension: distOf.production, world, profile, keepsWelcome: true });
    try {
      const first = await start();
      await welcomeOf(first);
      await first.close();
      const second = await start();
      // The worker has had its events by the time at which it answers a page.
      const options = new OptionsPage(await second.newPage());
      await options.page.goto(second.optionsUrl);
      await options.linkButton.waitFor();
      expect(second.context.pages().filter((page) => page.url().includes('#welcome'))).toHaveLength(0);
      await second.close();
    } finally {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  });
});

test('the way by hand, as it was before: eight presses and three pastes', async ({ browserWithTender: browser }) => {
  const [tab] = browser.context.pages();
  if (!tab) throw new Error('no tab');
  const hands = new Hands();
  hands.presses += 1;
  const popup = await browser.pressButton(tab);
  await hands.press(popup.getByRole('button', { name: 'Your wallets' }));
  const options = new OptionsPage(await browser.pageWhere('options', ({ href }) => href.startsWith(browser.optionsUrl)));
  await options.page.bringToFront();
  await copyFromElsewhere(options.page, ADDRESS);
  await hands.press(options.address);
  await hands.paste(options.page);
  await hands.press(options.linkButton);
  await hands.press(options.copyKeyButton);
  // A tab of one's own, and the address of the wallet's page in it.
  hands.presses += 1;
  hands.pastes += 1;
  const wallet = new WalletPages(await browser.newPage());
  const field = await wallet.openKeys(new URL(ADDRESS).origin, 'customer', 'demo');
  await hands.press(field);
  await hands.paste(wallet.page);
  await hands.press(wallet.addKeyButton);
  await options.waitUntilLinked(ADDRESS);
  expect(hands).toMatchObject({ presses: 8, pastes: 3 });
});

test.describe('a wallet that was begun and left', () => {
  test('is finished from the sheet, and the order goes on with the form for an allowance folded', async ({ shopper }) => {
    const begun = await shopper.openOptions();
    await begun.askFor(ADDRESS);
    await begun.page.close();

    const shop = await shopper.visit('shoes');
    await shop.payButton.click();
    const sheet = await shopper.sheet();
    await expect(sheet.page.getByText(`${HOST} does not have the key of your Tender yet.`)).toBeVisible();
    await sheet.page.getByRole('button', { name: `Finish linking ${HOST}` }).click();
    const { browser } = shopper;
    const options = new OptionsPage(await browser.pageWhere('options', ({ href }) => href.startsWith(browser.optionsUrl)));
    await options.openButton(HOST).click();
    const wallet = new WalletPages(await browser.pageWhere('key page', ({ host, pathname }) => host === HOST && pathname !== '/customer'));
    await wallet.logInIfAsked('customer', 'demo');
    await wallet.allowKey();
    await options.waitUntilLinked(ADDRESS);
    await expect(options.wallet(ADDRESS).getByRole('button', { name: 'Set a spending allowance' })).toBeVisible();
    await expect(options.wallet(ADDRESS).getByRole('textbox')).toHaveCount(0);

    await shop.page.bringToFront();
    const priced = (await browser.hasSheet()) ? await shopper.sheet() : await shopper.reopenSheet();
    await priced.waitUntilReady();
  });

  test('is offered by the toolbar’s button too', async ({ shopper }) => {
    const begun = await shopper.openOptions();
    await begun.askFor(ADDRESS);
    await begun.page.close();
    const popup = await shopper.browser.openSheet();
    await expect(popup.getByRole('button', { name: `Finish linking ${HOST}` })).toBeVisible();
  });
});

test('a wallet that announces no page is opened at its site, with the key copied', async ({ world, shopper }) => {
  world.faults.add({ kind: 'status-500', host: HOST, path: /well-known\/open-payments/ });
  const options = await shopper.openOptions();
  await options.askFor(ADDRESS);
  await expect(options.wallet(ADDRESS)).toContainText('Find its page for keys');
  const shown = await options.shownKey(ADDRESS);
  await options.openButton(HOST).click();
  const wallet = await shopper.browser.pageWhere('site', ({ host }) => host === HOST);
  await wallet.waitForLoadState();
  expect(new URL(wallet.url()).pathname).toBe('/login');
  await options.page.bringToFront();
  await options.address.click();
  await options.page.keyboard.press('ControlOrMeta+V');
  await expect(options.address).toHaveValue(shown);
});

test('no demo wallet is asked anything but its own announcement', async ({ world, shopper }) => {
  const options = await shopper.openOptions();
  world.requests.clear();
  await options.askFor(ADDRESS);
  await options.openButton(HOST).waitFor();
  const asked = new Set(world.requests.fromClients().map(({ method, host, path }) => `${method} ${host}${path}`));
  expect([...asked].filter((line) => !/customer/.test(line))).toEqual([`GET ${HOST}/.well-known/open-payments`]);
});
