import { home } from '../fixtures/payables.ts';
import { expect, test } from '../fixtures/test.ts';
import { SheetPage } from '../pages/sheet-page.ts';
import { PATIENCE_MS } from '../../support/patience.ts';

const DOLLAR = 1_000_000_000n;

test('the worker dies in the middle of a push: what arrived is told, and the rest is paid, once', async ({ world, shopper }) => {
  test.slow();
  await shopper.linkAccount({ url: 'wss://connector.test/accounts/carla/ilp/btp', name: 'carla', secret: 'demo-carla-secret' });
  const url = world.acquirer.invoice({ account: 'nano', amount: 90n * DOLLAR, packetDelayMs: 1_500 });
  const popup = await home(shopper);
  await popup.bring(url);
  const first = new SheetPage(popup.page);
  await first.waitUntilReady();
  await first.payButton.click();
  await expect.poll(() => world.acquirer.received(url), { intervals: [20] }).toBeGreaterThan(0n);
  await shopper.browser.killWorker();

  const sheet = await shopper.reopenSheet();
  await expect(sheet.main).toHaveAttribute('data-face', /checking|failed/);
  // Packets that were under way may be fulfilled until they expire; only then a part is called a part.
  await expect(sheet.main).toHaveAttribute('data-face', 'failed', { timeout: PATIENCE_MS });
  const arrived = world.acquirer.received(url);
  expect(arrived).toBeGreaterThan(0n);
  expect(arrived).toBeLessThan(90n * DOLLAR);
  const words = (Number(arrived / (DOLLAR / 100n)) / 100).toFixed(2);
  await expect(sheet.main).toContainText(words);

  await sheet.page.getByRole('button', { name: 'Pay the rest', exact: true }).click();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await expect(sheet.page.getByRole('heading', { name: /^Paid/ })).toBeVisible({ timeout: PATIENCE_MS });
  expect(world.acquirer.received(url)).toBe(90n * DOLLAR);
  expect(world.ledger.balance('connector:account:carla')).toBe(10n * DOLLAR);
  expect(world.ledger.check()).toEqual([]);
});
