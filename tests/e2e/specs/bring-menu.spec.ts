import { home, payable, shopPage } from '../fixtures/payables.ts';
import type { Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';
import { HomePage } from '../pages/home-page.ts';
import { SheetPage } from '../pages/sheet-page.ts';

/** Has the menu added as a user does, and gives the popup's tab free again. */
async function addMenu(shopper: Shopper): Promise<void> {
  const popup = await home(shopper);
  await popup.page.getByRole('button', { name: /^Add .* right-click menu of links$/ }).click();
  await expect(popup.page.getByRole('button', { name: /^Remove .* right-click menu of links$/ })).toBeVisible();
  await popup.page.close();
}

/** The browser's own menu cannot be pressed from here: its event is. */
async function choose(shopper: Shopper, linkUrl: string, pageUrl: string): Promise<void> {
  const worker = await shopper.browser.worker();
  await worker.evaluate(`chrome.tabs.query({ active: true, lastFocusedWindow: true }).then(([tab]) =>
    chrome.contextMenus.onClicked.dispatch(${JSON.stringify({ menuItemId: 'pay-link', editable: false, linkUrl, pageUrl })}, tab))`);
}

test('a link’s menu takes the link to the sheet', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const url = await payable(world);
  const page = await shopPage(shopper, `<a href="${url}">Pay</a>`);
  await addMenu(shopper);
  await page.bringToFront();
  await choose(shopper, url, page.url());
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await expect(sheet.payButton).toHaveText('Pay $80.80');
  await expect(sheet.page.getByText('what you chose on shop.test')).toBeVisible();
});

test('a link’s menu asks how much for a wallet address, and says why it cannot pay another link', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const page = await shopPage(shopper, '<a href="/">Home</a>');
  await addMenu(shopper);
  await page.bringToFront();
  await choose(shopper, world.walletAddress('happylifebank', 'retailer'), page.url());
  const popup = new HomePage((await shopper.sheet()).page);
  await popup.amount.fill('5');
  await popup.continueButton.click();
  await new SheetPage(popup.page).waitUntilReady();
  await new SheetPage(popup.page).cancel();
  await expect.poll(() => shopper.browser.hasSheet()).toBe(false);

  await choose(shopper, 'javascript:alert(1)', page.url());
  await expect(new HomePage((await shopper.sheet()).page).problem).toContainText('This cannot be paid');
});
