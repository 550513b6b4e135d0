import { ensureBuild } from '../../../scripts/build/extension.ts';
import { expect, test } from '../fixtures/test.ts';

test.use({ flavour: 'dev', worldOptions: { scheme: 'http', timing: { wait: 1 } } });

test.beforeAll(async () => {
  await ensureBuild('dev');
});

test('the development build pays at a shop and from a wallet on http://*.localhost', async ({ world, shopper }) => {
  expect(world.shopUrl).toMatch(/^http:\/\/[a-z.]+\.localhost:\d+/);
  await shopper.linkWallet();
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  expect(world.balance('cloudninebank', 'customer')).toBe(50_000n - 8_080n);
  expect(world.ledger.check()).toEqual([]);
});
