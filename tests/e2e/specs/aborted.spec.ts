import type { Page } from '@playwright/test';
import { payable } from '../fixtures/payables.ts';
import type { Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';

/* A payment that failed before anybody approved it, and what its page asks for that nobody gives, in the browser with the whole extension. */

interface Asked {
  request: PaymentRequest;
  shown: Promise<string>;
}

/** Shows a payment in a page of the shop's server, and leaves the request and what comes of it in the page. A script of Playwright's counts as a press. */
async function show(shopper: Shopper, options: PaymentOptions = {}): Promise<Page> {
  const page = await shopper.browser.newPage();
  await page.goto(shopper.world.shopUrl);
  await page.evaluate(
    ([incomingPayment, asked]) => {
      const total = { label: 'Shoes', amount: { currency: 'MXN', value: '1400.00' } };
      const request = new PaymentRequest([{ supportedMethods: 'interledger', data: { incomingPayment } }], { total }, asked);
      const shown = request.show().then(
        ({ methodName }) => methodName,
        (error: unknown) => String(error),
      );
      Object.assign(globalThis, { request, shown });
    },
    [await payable(shopper.world), options] as const,
  );
  return page;
}

const outcome = (page: Page) => page.evaluate(() => (globalThis as unknown as Asked).shown);

test('a failed payment can be aborted by its page, and holds no other page up', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const down = world.faults.add({ kind: 'status-500', host: 'resources.happylifebank.test' });
  const first = await show(shopper);
  await (await shopper.sheet()).page.getByRole('button', { name: 'Try again' }).waitFor();
  const aborted = first.evaluate(() => (globalThis as unknown as Asked).request.abort().then(() => 'aborted', String));
  expect(await aborted).toBe('aborted');
  expect(await outcome(first)).toMatch(/^AbortError/);
  down.remove();

  const second = await show(shopper);
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  expect(await outcome(second)).toBe('interledger');
});

test('a failed payment that nobody aborts makes way, and its page hears how it ended', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const down = world.faults.add({ kind: 'status-500', host: 'resources.happylifebank.test' });
  const first = await show(shopper);
  await (await shopper.sheet()).page.getByRole('button', { name: 'Try again' }).waitFor();
  down.remove();
  await show(shopper);
  await (await shopper.sheet()).waitUntilReady();
  expect(await outcome(first)).toMatch(/^OperationError/);
});

for (const option of ['requestShipping', 'requestPayerName', 'requestPayerEmail', 'requestPayerPhone'] as const) {
  test(`${option} is refused before there is a sheet`, async ({ shopper }) => {
    const page = await show(shopper, { [option]: true });
    expect(await outcome(page)).toMatch(/^NotSupportedError/);
    expect(await shopper.browser.hasSheet()).toBe(false);
  });
}
