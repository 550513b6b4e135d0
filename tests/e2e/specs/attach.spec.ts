import { expect, test } from '../fixtures/test.ts';

test('two tabs with the same incoming payment: one sheet, one payment, both hear of it', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const first = await shopper.visit('shoes');
  const second = await shopper.visit('socks');
  const url = await first.incomingPayment();

  const answers = [second.ask(url)];
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await first.page.bringToFront();
  answers.push(first.ask(url));
  const again = await shopper.reopenSheet().catch(() => shopper.sheet());
  await again.waitUntilReady();
  await again.payButton.click();
  await shopper.consent();

  for (const answer of await Promise.all(answers)) expect(JSON.parse(answer)).toMatchObject({ incomingPayment: url, status: 'completed' });
  expect(world.balance('cloudninebank', 'customer')).toBe(50_000n - 8_080n);
  expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(1);

  // Paid is paid: asking once more answers at once and pays nothing. A page asks while it is in front.
  await first.page.bringToFront();
  expect(JSON.parse(await first.ask(url))).toMatchObject({ status: 'completed' });
  expect(world.balance('cloudninebank', 'customer')).toBe(50_000n - 8_080n);
});

test('a worker that dies before its sheet is up: its next life brings the sheet', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('shoes');
  await (await shopper.browser.worker()).evaluate('void (chrome.windows.create = () => new Promise(() => undefined))');
  await shop.payButton.click();
  await expect.poll(() => world.requests.matching({ method: 'GET', path: /\/incoming-payments\// }).length).toBeGreaterThan(0);
  expect(await shopper.browser.hasSheet()).toBe(false);

  await shopper.browser.killWorker();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(1);
});

test('a worker that dies under its sheet: the same sheet goes on, and no second one comes', async ({ shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await shopper.browser.killWorker();
  // Longer than a lost sheet is waited for.
  await sheet.page.waitForTimeout(3_500);
  await sheet.waitUntilReady();
  expect(await shopper.browser.sheets()).toBe(1);
});

test('another payment while one is shown hears AbortError', async ({ shopper }) => {
  await shopper.linkWalletQuickly();
  const first = await shopper.visit('shoes');
  await first.payButton.click();
  await (await shopper.sheet()).waitUntilReady();
  const second = await shopper.visit('socks');
  await second.payButton.click();
  await expect(second.status).toHaveAttribute('data-error', 'AbortError');
});

test('a page that leaves before the approval ends its payment', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await shop.page.goto('about:blank');
  // Nothing holds the next one up.
  const next = await shopper.visit('socks');
  await next.payButton.click();
  await (await shopper.sheet()).waitUntilReady();
  expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(0);
});
