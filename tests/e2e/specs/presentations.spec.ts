import type { Page } from 'playwright';
import { home } from '../fixtures/payables.ts';
import type { Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';
import { HomePage } from '../pages/home-page.ts';
import { SheetPage } from '../pages/sheet-page.ts';

/** From the shop's page to the sheet, in each of the ways in which a page can put what is to be paid before people. */
const WAYS: Readonly<Record<string, (shopper: Shopper, shop: Page) => Promise<SheetPage>>> = {
  request: async (shopper, shop) => {
    await shop.getByRole('button', { name: 'Pay with your wallet' }).click();
    return shopper.sheet();
  },
  link: found,
  button: found,
  qr: async (shopper, shop) => {
    const popup = new HomePage(await shopper.browser.pressButton(shop));
    await expect(popup.scanButton).not.toHaveAttribute('aria-disabled', 'true');
    await popup.scanButton.click();
    return new SheetPage(popup.page);
  },
  text: async (shopper, shop) => {
    const address = await shop.locator('#payable').innerText();
    const popup = await home(shopper);
    await popup.bring(address);
    return new SheetPage(popup.page);
  },
};

async function found(shopper: Shopper): Promise<SheetPage> {
  const popup = await home(shopper);
  await popup.found.first().getByRole('button').click();
  return new SheetPage(popup.page);
}

async function open(shopper: Shopper, product: string): Promise<Page> {
  const page = await shopper.browser.newPage();
  await page.goto(new URL(`/products/${product}`, shopper.world.shopUrl).href);
  await page.locator('[data-order]').waitFor();
  return page;
}

const paid = (shop: Page) => expect(shop.getByRole('status').filter({ hasText: /^Paid$/ })).toBeVisible();

const GOODS = {
  book: { price: 'Pay $24.24', left: 500_00n - 24_24n },
  shoes: { price: 'Pay $40.40', left: 500_00n - 40_40n },
} as const;

for (const goods of ['book', 'shoes'] as const) {
  for (const [way, toSheet] of Object.entries(WAYS)) {
    test(`${goods === 'book' ? 'an invoice' : 'an incoming payment'}, presented by ${way}, is paid, and all books agree`, async ({
      world,
      shopper,
    }) => {
      await shopper.linkWalletQuickly();
      const shop = await open(shopper, `${goods}-${way}`);
      const sheet = await toSheet(shopper, shop);
      await sheet.waitUntilReady();
      await expect(sheet.payButton).toHaveText(GOODS[goods].price);
      await sheet.payButton.click();
      await shopper.consent();
      await shop.bringToFront();
      await paid(shop);

      expect(world.balance('cloudninebank', 'customer')).toBe(GOODS[goods].left);
      const merchant = goods === 'book' ? world.ledger.balance('acquirer:account:merchant') : world.balance('happylifebank', 'retailer');
      expect(merchant).toBe(goods === 'book' ? 24_00n : 700_00n);
      expect(world.ledger.check()).toEqual([]);
    });
  }
}

test('an invoice counts up while packets flow, in the sheet and at the acquirer', async ({ world, shopper }) => {
  await shopper.linkAccount({ url: 'wss://connector.test/accounts/carla/ilp/btp', name: 'carla', secret: 'demo-carla-secret' });
  const url = world.acquirer.invoice({ account: 'nano', amount: 90_000_000_000n, description: 'A season ticket', packetDelayMs: 400 });
  const popup = await home(shopper);
  await popup.bring(url);
  const sheet = new SheetPage(popup.page);
  await sheet.waitUntilReady();
  await expect(sheet.main).toContainText('A season ticket');
  await sheet.payButton.click();

  const arrived = sheet.main.getByText(/of \$90\.00 has arrived/);
  await expect(arrived).toBeVisible();
  const seen = new Set<bigint>();
  await expect
    .poll(
      () => {
        seen.add(world.acquirer.received(url));
        return seen.size;
      },
      { intervals: [50] },
    )
    .toBeGreaterThan(2);
  await expect(sheet.heading('Paid $90.00')).toBeVisible();
  expect(world.acquirer.received(url)).toBe(90_000_000_000n);
  expect(world.ledger.balance('connector:account:carla')).toBe(10_000_000_000n);
  expect(world.ledger.check()).toEqual([]);
});
