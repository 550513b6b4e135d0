import type { Page } from 'playwright';
import { code, home, payable, shopPage } from '../fixtures/payables.ts';
import type { Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';
import { HomePage } from '../pages/home-page.ts';
import { SheetPage } from '../pages/sheet-page.ts';

async function pressed(shopper: Shopper, page: Page): Promise<HomePage> {
  const popup = new HomePage(await shopper.browser.pressButton(page));
  await expect(popup.scanButton).not.toHaveAttribute('aria-disabled', 'true');
  return popup;
}

/** Pastes a file into the popup, as the clipboard holds a picture. */
async function paste(page: Page, bytes: readonly number[], type: string): Promise<void> {
  await page.evaluate(
    ([content, mime]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(content)], 'picture', { type: mime }));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    },
    [bytes, type] as const,
  );
}

/** A picture of an element of a page, as a screenshot is. */
async function pictureOf(page: Page, selector: string): Promise<readonly number[]> {
  return [...(await page.locator(selector).screenshot())];
}

test('a code on the page is scanned and paid; what the page shows afterwards changes nothing', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const [first, second] = [await payable(world), await payable(world)];
  const page = await shopPage(shopper, code(first));
  const popup = await pressed(shopper, page);
  await popup.scanButton.click();
  const sheet = new SheetPage(popup.page);
  await sheet.waitUntilReady();
  await expect(sheet.payButton).toHaveText('Pay $80.80');
  await expect(sheet.page.getByText('what the code on shop.test asks for')).toBeVisible();

  await page.evaluate((html) => Object.assign(document.body, { innerHTML: html }), code(second));
  await sheet.payButton.click();
  await shopper.consent();
  await expect((await shopper.reopenSheet()).heading('Paid MX$1,400.00')).toBeVisible({ timeout: 20_000 });
  expect(world.balance('happylifebank', 'retailer')).toBe(140_000n);
  const quoted = world.requests.matching({ method: 'POST', path: /\/quotes$/ }).map(({ body }) => body);
  expect(quoted.length).toBeGreaterThan(0);
  for (const body of quoted) expect(body).toContain(`"${first}"`);
  expect(world.ledger.check()).toEqual([]);
});

test('a code in a picture is pasted; what is no picture, or too large a one, is refused in words', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const page = await shopPage(shopper, code(await payable(world)));
  const picture = await pictureOf(page, 'div');
  const popup = await home(shopper);
  await popup.scanButton.waitFor();

  await paste(popup.page, [...new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')], 'image/svg+xml');
  await expect(popup.problem).toContainText('cannot be read as a picture');
  // A picture of 10,000 × 5,000 pixels: by its first bytes alone.
  await paste(
    popup.page,
    [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0x27, 0x10, 0, 0, 0x13, 0x88],
    'image/png',
  );
  await expect(popup.problem).toContainText('too large');
  await paste(popup.page, picture, 'image/png');
  const sheet = new SheetPage(popup.page);
  await sheet.waitUntilReady();
  await expect(sheet.page.getByText('what the code that you scanned asks for')).toBeVisible();
});

test('codes that ask for anything but a payment are refused in words', async ({ shopper }) => {
  await shopper.linkWalletQuickly();
  const shown = await shopPage(shopper, '');
  const popup = await pressed(shopper, shown);
  for (const [text, words] of [
    ['javascript:alert(1)', 'Nothing that can be paid'],
    ['data:text/html,1', 'Nothing that can be paid'],
    ['file:///etc/passwd', 'Nothing that can be paid'],
    ['http://happylifebank.test/incoming-payments/1', 'Not a secure address'],
    ['https://192.168.1.1/incoming-payments/1', 'Not a secure address'],
    ['https://happylifebank.test/incoming-payments/1\u0000', 'It has hidden characters'],
    ['https://happylifebank.test/\u202E1/stnemyap-gnimocni', 'It has hidden characters'],
  ] as const) {
    await shown.evaluate((html) => Object.assign(document.body, { innerHTML: html }), code(text));
    await popup.scanButton.click();
    await expect(popup.problem, text).toContainText(words);
  }
  await shown.evaluate(() => document.body.replaceChildren());
  await popup.scanButton.click();
  await expect(popup.problem).toContainText('No code was found');
  await expect(popup.problem).toHaveCount(1);
});

test('a page on which the button was not pressed is not looked at', async ({ world, shopper }) => {
  await shopPage(shopper, code(await payable(world)));
  const popup = await home(shopper);
  await popup.scanButton.click();
  await expect(popup.problem).toContainText('only after a press on its button');
});
