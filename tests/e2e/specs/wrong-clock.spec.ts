import type { Worker } from 'playwright';
import { expect, test } from '../fixtures/test.ts';
import type { Shopper } from '../fixtures/shopper.ts';

const HOUR = 60 * 60_000;
const CLOCKS = [
  ['slow', -2 * HOUR],
  ['fast', 2 * HOUR],
] as const;

/** From here on the worker lives at another time, as on a computer whose clock is wrong. */
async function setClock(worker: Worker, off: number): Promise<void> {
  await worker.evaluate((ms) => {
    const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given: [] | [number]) {
        super(...(given.length === 0 ? ([Real.now() + ms] as const) : given));
      }
      static override now(): number {
        return Real.now() + ms;
      }
    } as DateConstructor;
  }, off);
}

async function pay(shopper: Shopper, target: object): Promise<void> {
  const shop = await shopper.visit('shoes');
  await shop.page.evaluate((data) => {
    const total = { label: 'Total', amount: { currency: 'MXN', value: '1400.00' } };
    const ask = async (): Promise<void> => {
      const request = new PaymentRequest([{ supportedMethods: 'interledger', data }], { total });
      document.title = await request.show().then(
        (response) => response.complete('success').then(() => 'paid'),
        (error: Error) => `${error.name}: ${error.message}`,
      );
    };
    document.body.addEventListener('click', () => void ask(), { once: true, capture: true });
  }, target);
  await shop.page.locator('h1').click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await expect(shop.page).toHaveTitle('paid', { timeout: 30_000 });
}

for (const [name, off] of CLOCKS) {
  test(`a clock two hours ${name}: a wallet address is paid`, async ({ world, shopper }) => {
    test.setTimeout(90_000);
    await shopper.linkWalletQuickly();
    await setClock(await shopper.browser.worker(), off);
    await pay(shopper, { walletAddress: world.walletAddress('happylifebank', 'retailer') });
    expect(world.ledger.check()).toEqual([]);
  });
}
