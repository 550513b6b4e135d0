import type { Page } from '@playwright/test';
import { payable } from '../fixtures/payables.ts';
import { type NativeHandler, startNativeHandler } from '../fixtures/native-handlers.ts';
import type { Shopper } from '../fixtures/shopper.ts';
import { expect, test as base } from '../fixtures/test.ts';

/* A shop that takes our method and others, in the browser with the whole extension and two payment handlers of the browser's own kind. */

const test = base.extend<{ readonly handlers: readonly [NativeHandler, NativeHandler] }>({
  handlers: async ({}, use) => {
    const handlers = [await startNativeHandler('Red'), await startNativeHandler('Blue')] as const;
    await use(handlers);
    for (const handler of handlers) await handler.close();
  },
});

/** A shop's page whose button asks for a payment by our method and by others; what comes of it stands in its status. */
async function shopWith(shopper: Shopper, others: readonly string[], more: { readonly isSpent?: true } = {}) {
  const incomingPayment = await payable(shopper.world);
  const methods = [
    { supportedMethods: 'interledger', data: { incomingPayment } },
    ...others.map((supportedMethods) => ({ supportedMethods })),
  ];
  const page = await shopper.browser.newPage();
  // A page of the shop's real server: to one that a test makes up, without a certificate, the browser's own handling says no.
  await page.goto(shopper.world.shopUrl);
  await page.evaluate(
    ({ html, script }) => {
      document.body.innerHTML = html;
      document.body.append(Object.assign(document.createElement('script'), { textContent: script }));
    },
    {
      html: '<button>Buy</button><p role="status"></p>',
      script: `
      const total = { label: 'Shoes', amount: { currency: 'MXN', value: '1400.00' } };
      const show = (methods) => new PaymentRequest(methods, { total }).show();
      let toSpend = ${more.isSpent === true};
      const status = document.querySelector('[role="status"]');
      // Uses up every activation that is left, and the one show() that needs none.
      const spend = () => show([{ supportedMethods: 'nobodys' }]).catch((error) => error.name === 'SecurityError' || spend());
      document.querySelector('button').onclick = async () => {
        try {
          const shown = show(${JSON.stringify(methods)});
          if (toSpend) await spend().then(() => fetch('/spent'));
          toSpend = false;
          const response = await shown;
          await response.complete('success');
          status.textContent = 'Paid by ' + response.methodName;
        } catch (error) {
          status.textContent = error.name + ': ' + error.message;
        }
      };`,
    },
  );
  return { page, press: await presser(page), status: page.getByRole('status') };
}

/** Presses the shop's button by the mouse alone: whatever Playwright runs in a page, also around its own click(), counts as a press. */
async function presser(page: Page): Promise<() => Promise<void>> {
  const { x = 0, y = 0, width = 0, height = 0 } = (await page.getByRole('button').boundingBox()) ?? {};
  return async () => {
    await page.bringToFront();
    await page.mouse.click(x + width / 2, y + height / 2);
  };
}

test('with a wallet: “Other ways to pay” hands the order to the browser, and nothing is paid here', async ({ shopper, handlers }) => {
  await shopper.linkWalletQuickly();
  const before = shopper.world.balance('cloudninebank', 'customer');
  for (const { method } of handlers) {
    const shop = await shopWith(shopper, [method]);
    await shop.press();
    const sheet = await shopper.sheet();
    await sheet.waitUntilReady();
    await sheet.page.getByRole('button', { name: 'Other ways to pay' }).click();
    await expect(shop.status).toHaveText(`Paid by ${method}`);
    await shop.page.close();
  }
  expect(shopper.world.balance('cloudninebank', 'customer')).toBe(before);
});

test('with a wallet, ours can still be paid where others are listed', async ({ shopper, handlers }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopWith(
    shopper,
    handlers.map(({ method }) => method),
  );
  await shop.press();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await expect(sheet.page.getByRole('button', { name: 'Other ways to pay' })).toBeVisible();
  await sheet.payButton.click();
  await shopper.consent();
  await expect(shop.status).toHaveText('Paid by interledger', { timeout: 30_000 });
});

test('without a wallet: who links none pays the other way', async ({ shopper, handlers: [red] }) => {
  const shop = await shopWith(shopper, ['basic-card', red.method]);
  await shop.press();
  const { page: sheet } = await shopper.sheet();
  await sheet.getByRole('button', { name: 'Link a wallet' }).waitFor();
  await sheet.getByRole('button', { name: 'Other ways to pay' }).click();
  await expect(shop.status).toHaveText(`Paid by ${red.method}`);
});

test('the browser wants a press of its own: the sheet says so, and the next press needs no sheet', async ({ shopper, handlers: [red] }) => {
  const shop = await shopWith(shopper, [red.method], { isSpent: true });
  await shop.press();
  const sheet = await shopper.sheet();
  // Before that the browser would still show the other method. The page says it to its server: looking there would count as a press.
  await expect.poll(() => shopper.world.requests.matching({ path: /^\/spent$/ }).length).toBe(1);
  await sheet.page.getByRole('button', { name: 'Other ways to pay' }).click();
  // Looked at before the page: looking there would count as a press. The sheet of before may still be about to close.
  let notice = sheet;
  await expect(async () => {
    notice = await shopper.sheet();
    expect(await notice.heading('Press the shop’s button once more').isVisible()).toBe(true);
  }).toPass();
  await expect(shop.status).toHaveText(/^AbortError: /);
  await notice.goBack();
  await shop.press();
  await expect(shop.status).toHaveText(`Paid by ${red.method}`);
});

test('methods that the browser cannot pay with are not offered', async ({ shopper }) => {
  const shop = await shopWith(shopper, ['basic-card', 'https://nowhere.test/pay']);
  await shop.press();
  const sheet = await shopper.sheet();
  await sheet.page.getByRole('button', { name: 'Link a wallet' }).waitFor();
  await expect(sheet.page.getByRole('button', { name: 'Other ways to pay' })).toHaveCount(0);
  await sheet.cancel();
  await expect(shop.status).toHaveText(/^AbortError: /);
});
