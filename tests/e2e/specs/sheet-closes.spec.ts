import type { Page } from 'playwright';
import type { Shopper } from '../fixtures/shopper.ts';
import { home, payable } from '../fixtures/payables.ts';
import { expect, test } from '../fixtures/test.ts';
import { SheetPage } from '../pages/sheet-page.ts';

/** Buys the socks and looks at nothing: a result that waits to be seen, in the sheet's window. */
async function leaveResult(shopper: Shopper): Promise<void> {
  const shop = await shopper.visit('socks');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  await expect(sheet.heading(/^Paid/)).toBeVisible();
}

/** Notes each face that the sheet turns into from now on. */
async function facesFrom(page: Page): Promise<string[]> {
  const faces: string[] = [];
  page.on('console', (message) => {
    const [, face] = /^face (\w+)$/.exec(message.text()) ?? [];
    if (face !== undefined) faces.push(face);
  });
  await page.evaluate(() => {
    const main = document.querySelector('main');
    const tell = () => console.log(`face ${main?.getAttribute('data-face') ?? 'none'}`);
    if (main) new MutationObserver(tell).observe(main, { attributes: true, attributeFilter: ['data-face'] });
  });
  return faces;
}

async function expectClosed(shopper: Shopper): Promise<void> {
  await expect.poll(() => shopper.browser.sheets()).toBe(0);
}

const WAYS = {
  'the sheet’s window': (shopper: Shopper) => shopper.sheet(),
  'a tab beside it': async (shopper: Shopper) => {
    await (await shopper.sheet()).waitUntilReady();
    const page = await shopper.browser.newPage();
    // With a history, so that a page of the web could not close itself.
    await page.goto(shopper.browser.optionsUrl);
    await page.goto(shopper.browser.sheetUrl);
    return new SheetPage(page);
  },
  'a window whose worker was restarted': async (shopper: Shopper) => {
    const sheet = await shopper.sheet();
    await sheet.waitUntilReady();
    await shopper.browser.killWorker();
    return sheet;
  },
} as const;

for (const [way, open] of Object.entries(WAYS)) {
  test(`Cancel closes ${way}, and no older result comes up`, async ({ world, shopper }) => {
    await shopper.linkWalletQuickly();
    await leaveResult(shopper);
    const shop = await shopper.visit('shoes');
    await shop.payButton.click();
    const sheet = await open(shopper);
    await sheet.waitUntilReady();
    const faces = await facesFrom(sheet.page);
    // A command to a worker that is just being restarted is dropped; a user presses again.
    await expect(async () => {
      if (!sheet.page.isClosed()) await sheet.cancel();
      expect(await shopper.browser.sheets()).toBe(0);
    }).toPass();
    await shop.waitForStatus('Payment cancelled. You have not been charged.');
    expect(faces).toEqual([]);
    // The result has waited, and comes when somebody opens the sheet for it.
    const paid = await shopper.reopenSheet();
    await expect(paid.heading(/^Paid/)).toBeVisible();
    await paid.goBack();
    await expectClosed(shopper);
    expect(world.ledger.check()).toEqual([]);
  });
}

test('Cancel closes every sheet that shows the order', async ({ shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const window = await shopper.sheet();
  await window.waitUntilReady();
  const worker = await shopper.browser.worker();
  await worker.evaluate(`chrome.windows.create({ type: 'popup', url: ${JSON.stringify(shopper.browser.sheetUrl)} }).then(() => undefined)`);
  const shown = () => shopper.browser.context.pages().filter((page) => page.url().startsWith(shopper.browser.sheetUrl));
  await expect.poll(() => shown().length).toBe(2);
  // A sheet that has shown nothing yet has nothing to close for.
  for (const page of shown()) await page.getByRole('button', { name: /^Pay/ }).waitFor();
  await window.cancel();
  await expectClosed(shopper);
  await shop.waitForStatus('Payment cancelled. You have not been charged.');
});

test('a sheet closes when its shop’s page goes away', async ({ shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  const faces = await facesFrom(sheet.page);
  await shop.page.goto(shopper.world.shopUrl);
  await expectClosed(shopper);
  expect(faces).toEqual([]);
});

test('what a user brought: Cancel and Done close the popup', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  await leaveResult(shopper);
  // The first screen comes up once the older result is put away.
  const older = await shopper.reopenSheet();
  await older.goBack();
  await expectClosed(shopper);
  const url = await payable(world);
  for (const isPaid of [false, true]) {
    const popup = await home(shopper);
    await popup.bring(url);
    const sheet = new SheetPage(popup.page);
    await sheet.waitUntilReady();
    if (isPaid) {
      await sheet.payButton.click();
      await shopper.consent();
      const paid = await shopper.reopenSheet();
      await paid.done();
    } else {
      await sheet.cancel();
    }
    await expectClosed(shopper);
  }
});
