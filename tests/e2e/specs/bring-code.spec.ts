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
  await expect((await shopper.reopenSheet()).heading('Paid MX$1,400.00')).toBeVisible();
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

/** Codes beside each other. */
const row = (...codes: readonly string[]): string => `<div style="display: flex; gap: 40px">${codes.join('')}</div>`;
const STORE = 'https://apps.test/app/id1234567890';

test('of two codes the payment is taken, whichever is larger or comes first; the other one’s host hears nothing', async ({
  world,
  shopper,
}) => {
  await shopper.linkWalletQuickly();
  const url = await payable(world);
  const page = await shopPage(shopper, '');
  for (const html of [row(code(STORE), code(url)), row(code(url, 160), code(STORE)), code(STORE, 260) + code(url, 260)]) {
    await page.evaluate((body) => Object.assign(document.body, { innerHTML: body }), html);
    const popup = await pressed(shopper, page);
    await popup.scanButton.click();
    const sheet = new SheetPage(popup.page);
    await sheet.waitUntilReady();
    await expect(sheet.payButton).toHaveText('Pay $80.80');
    await sheet.cancel();
    await expect.poll(() => shopper.browser.hasSheet()).toBe(false);
  }
  expect(world.requests.matching({ path: /id1234567890/ })).toEqual([]);
  const quoted = world.requests.matching({ method: 'POST', path: /\/quotes$/ });
  expect(quoted.length).toBeGreaterThan(0);
  for (const { body } of quoted) expect(body).toContain(`"${url}"`);
});

test('of two payments the user chooses, and only that one is asked for', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const [first, second] = [await payable(world), await payable(world)];
  const page = await shopPage(shopper, row(code(first), code(second)));
  const popup = await pressed(shopper, page);
  await popup.scanButton.click();
  await expect(popup.codes).toHaveCount(2);
  expect(world.requests.matching({ method: 'POST', path: /\/quotes$/ })).toEqual([]);
  await popup.codes
    .nth(1)
    .getByRole('button', { name: /^Pay “.*” at / })
    .click();
  const sheet = new SheetPage(popup.page);
  await sheet.waitUntilReady();
  await expect(sheet.page.getByText('what the code on shop.test asks for')).toBeVisible();
  const quoted = world.requests.matching({ method: 'POST', path: /\/quotes$/ }).map(({ body }) => body ?? '');
  const asked = [first, second].filter((url) => quoted.some((body) => body.includes(`"${url}"`)));
  expect(asked).toHaveLength(1);
});

for (const [width, height] of [
  [2_560, 1_440],
  [3_840, 2_160],
] as const) {
  test(`a code of 120 pixels is read in a window of ${width} × ${height}`, async ({ world, shopper }) => {
    await shopper.linkWalletQuickly();
    const page = await shopPage(shopper, `<div style="margin: 900px 0 0 2000px">${code(await payable(world), 120)}</div>`);
    await page.setViewportSize({ width, height });
    const popup = await pressed(shopper, page);
    await popup.scanButton.click();
    const sheet = new SheetPage(popup.page);
    await sheet.waitUntilReady();
    await expect(sheet.payButton).toHaveText('Pay $80.80');
  });
}

test('a code all in capitals is read as the address that it is', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const url = await payable(world);
  const page = await shopPage(shopper, code(url.toUpperCase()));
  const popup = await pressed(shopper, page);
  await popup.scanButton.click();
  const sheet = new SheetPage(popup.page);
  await sheet.waitUntilReady();
  for (const { body } of world.requests.matching({ method: 'POST', path: /\/quotes$/ })) expect(body).toContain(`"${url}"`);
});

test('codes that ask for anything but a payment are refused in words', async ({ shopper }) => {
  await shopper.linkWalletQuickly();
  const shown = await shopPage(shopper, '');
  const popup = await pressed(shopper, shown);
  for (const [text, words] of [
    ['javascript:alert(1)', 'This cannot be paid'],
    ['data:text/html,1', 'This cannot be paid'],
    ['file:///etc/passwd', 'This cannot be paid'],
    ['BCD\n002\n1\nSCT\nBFSWDE33BER\nAnna\nDE71110220330123456789\nEUR12.50', 'This cannot be paid'],
    ['BEGIN:VCARD\nVERSION:3.0\nFN:Anna\nEND:VCARD', 'This cannot be paid'],
    ['WIFI:S:Shop;T:WPA;P:secret;;', 'This cannot be paid'],
    ['otpauth://totp/Shop:anna?secret=JBSWY3DPEHPK3PXP', 'This cannot be paid'],
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
