import type { Page } from 'playwright';
import { inRoot } from '../../../scripts/lib/paths.ts';
import type { OptionsPage } from '../pages/options-page.ts';
import { AllowancePart } from '../pages/allowance-part.ts';
import type { SheetPage } from '../pages/sheet-page.ts';
import type { ShopPage } from '../pages/shop-page.ts';
import { carla, type Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';
import { PATIENCE_MS } from '../../support/patience.ts';

const OPENING = 50_000n;
const SHOES = 8_080n;
const PAYMENTS = { method: 'POST', path: /\/outgoing-payments$/ } as const;
const ASKS = { method: 'GET', path: /\/consent\// } as const;
const AUTH = 'auth.cloudninebank.test';

function partOf(options: OptionsPage, { world }: Shopper): AllowancePart {
  return new AllowancePart(options.wallet(world.walletAddress(carla.wallet, carla.user)));
}

/** Links a wallet and gives an allowance there. */
async function give(shopper: Shopper, limit: string, terms = {}): Promise<{ options: OptionsPage; part: AllowancePart }> {
  await shopper.linkWalletQuickly();
  const options = await shopper.openOptions();
  const part = partOf(options, shopper);
  await part.ask(limit, terms);
  await shopper.consent();
  await part.changeButton.waitFor();
  return { options, part };
}

async function priced(shopper: Shopper, product = 'shoes'): Promise<{ shop: ShopPage; sheet: SheetPage }> {
  const shop = await shopper.visit(product);
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  return { shop, sheet };
}

/** Buys with one tap. */
async function buy(shopper: Shopper, product = 'shoes'): Promise<void> {
  const { shop, sheet } = await priced(shopper, product);
  await sheet.payButton.click();
  await shop.waitForStatus('Paid');
  await sheet.goBack();
  await shop.page.close();
}

/** Resolves when the extension has asked nothing of any server for a while. */
async function untilQuiet({ world }: Shopper): Promise<void> {
  let before = -1;
  await expect
    .poll(
      () => {
        const now = world.requests.all().length;
        const isQuiet = now === before;
        before = now;
        return isQuiet;
      },
      { intervals: [1_000] },
    )
    .toBe(true);
}

function expectDebits({ world }: Shopper, debits: bigint): void {
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING - debits);
  expect(world.ledger.check()).toEqual([]);
}

test('offered while linking: given there, three orders by one tap each, raised, revoked', async ({ shopper }) => {
  const look = async (page: Page, name: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: inRoot('tests', 'out', 'pictures', 'offer', `${name}-${colorScheme}.png`), fullPage: true });
    }
  };
  const options = await shopper.linkWalletAndStay();
  const part = partOf(options, shopper);
  await expect(part.group).toContainText('Pay without visiting your wallet each time');
  await look(options.page, '1-offered');
  await part.ask('300');
  const wallet = await shopper.consentPage();
  await look(wallet.page, '2-wallet');
  await wallet.allow.click();
  await expect(part.group).toContainText('$300.00 left this month');
  await look(options.page, '3-given');

  for (const name of ['4-first', '5-second', '6-third']) {
    const { shop, sheet } = await priced(shopper);
    await look(sheet.page, `${name}-sheet`);
    await sheet.payButton.click();
    await shop.waitForStatus('Paid');
    await expect(sheet.backButton).toBeVisible();
    await look(sheet.page, `${name}-paid`);
    await sheet.goBack();
    await shop.page.close();
  }
  expectDebits(shopper, 3n * SHOES);
  await expect(part.group).toContainText('$57.60 left this month');

  await options.page.bringToFront();
  await part.ask('500');
  await shopper.consent();
  await expect(part.group).toContainText('$257.60 left this month');
  await look(options.page, '7-raised');
  await part.revoke();
  await expect(part.giveButton).toBeVisible();
  await look(options.page, '8-revoked');
});

test('given once, three orders are paid with one tap each, and one request', async ({ world, shopper }) => {
  const { part } = await give(shopper, '300.00');
  await expect(part.group).toContainText('$300.00 left this month');
  world.requests.clear();
  for (const bought of [1n, 2n, 3n]) {
    const { shop, sheet } = await priced(shopper);
    const left = ['$219.20', '$138.40', '$57.60'][Number(bought) - 1];
    await expect(sheet.main).toContainText(`Within your allowance: after this, ${left} will be left`);
    // Whatever the sheet still wanted is done: from here on it is Pay alone.
    await untilQuiet(shopper);
    world.requests.clear();
    await sheet.payButton.click();
    await shop.waitForStatus('Paid');
    const ours = world.requests.fromClients().filter(({ method, host }) => method !== 'OPTIONS' && !host.startsWith('shop.'));
    expect(`${ours[0]?.method} ${ours[0]?.path.split('/').at(-1)}`).toBe('POST outgoing-payments');
    expect(world.requests.matching(PAYMENTS)).toHaveLength(1);
    expect(world.requests.matching(ASKS)).toHaveLength(0);
    expectDebits(shopper, bought * SHOES);
    await sheet.goBack();
    await shop.page.close();
  }
  await expect(part.group).toContainText('$57.60 left this month');
  await expect(part.group).toContainText('$242.40 used of $300.00 each month.');
});

test('over the allowance, or over the most for one payment, the wallet asks', async ({ world, shopper }) => {
  const { part } = await give(shopper, '100', { cap: '90', period: 'Each week' });
  await buy(shopper);
  await expect(part.group).toContainText('$19.20 left this week');
  const { shop, sheet } = await priced(shopper);
  await expect(sheet.main).toContainText('More than your allowance has left ($19.20): your wallet asks you this time.');
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  expectDebits(shopper, 2n * SHOES);
  // What was allowed by itself is not counted here.
  await expect(part.group).toContainText('$19.20 left this week');

  await part.ask('100', { cap: '0.50' });
  await expect(part.group).toContainText('At most $0.50 in one payment.');
  const next = await priced(shopper, 'socks');
  await expect(next.sheet.main).toContainText('More than your allowance takes in one payment ($0.50): your wallet asks you this time.');
  expect(world.requests.matching(PAYMENTS)).toHaveLength(2);
});

test('lowered at once, raised by the wallet: what was spent counts on', async ({ world, shopper }) => {
  const { part } = await give(shopper, '300');
  await buy(shopper);
  const asked = world.requests.matching(ASKS).length;
  await part.ask('100');
  await expect(part.group).toContainText('$19.20 left this month');
  expect(world.requests.matching(ASKS)).toHaveLength(asked);

  await part.ask('400');
  await expect(part.group).toContainText('Your wallet is asking you.');
  await expect(part.group).toContainText('$19.20 left this month');
  await shopper.consent();
  await expect(part.group).toContainText('$319.20 left this month');
  await expect(part.group).not.toContainText('Your wallet is asking you.');
  // The one before is given back.
  await expect.poll(() => world.requests.matching({ host: AUTH, method: 'DELETE', path: /\/continue\// }).length).toBe(1);
  await buy(shopper);
  expectDebits(shopper, 2n * SHOES);
});

test('revoked while the wallet cannot be reached: over here at once, and there as soon as it can be', async ({ world, shopper }) => {
  const { options, part } = await give(shopper, '300');
  const [posted] = world.requests.matching({ host: AUTH, method: 'POST', path: /\/continue\// });
  expect(posted?.status).toBe(200);
  const down = world.faults.add({ kind: 'drop-request', host: AUTH, method: 'DELETE' });
  await part.revoke();
  await part.giveButton.waitFor();
  await expect.poll(() => down.hits).toBeGreaterThan(0);
  expect(world.requests.matching({ host: AUTH, method: 'DELETE' }).filter(({ status }) => status === 204)).toEqual([]);
  down.remove();
  // The worker comes back by its alarm, or by anything else.
  await options.page.close();
  await shopper.browser.killWorker();
  await shopper.browser.wakeWorker();
  await expect
    .poll(
      () => world.requests.matching({ host: AUTH, method: 'DELETE', path: /\/continue\// }).filter(({ status }) => status === 204).length,
      {
        timeout: PATIENCE_MS,
      },
    )
    .toBe(1);

  const { shop, sheet } = await priced(shopper);
  await expect(sheet.main).not.toContainText('allowance');
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  expectDebits(shopper, SHOES);
});

test('refused at the wallet, and typed wrong: said where it happened', async ({ shopper }) => {
  await shopper.linkWalletQuickly();
  const options = await shopper.openOptions();
  const part = partOf(options, shopper);
  for (const [typed, words] of [
    ['', 'Type the amount in digits'],
    ['1,50', 'Type the amount in digits'],
    ['0', 'Type an amount above zero'],
    ['1.005', 'more decimals than your wallet counts'],
  ] as const) {
    await part.ask(typed);
    await expect(part.group.getByRole('alert').first()).toContainText(words);
    await expect(part.limit).toBeFocused();
    await part.group.getByRole('button', { name: 'Not now' }).click();
  }
  await part.ask('50', { cap: '51' });
  await expect(part.group).toContainText('This cannot be more than the amount above.');
  await part.group.getByRole('button', { name: 'Not now' }).click();

  await part.ask('50');
  await (await shopper.consentPage()).decline.click();
  await expect(part.group.locator('.note.warn')).toBeVisible();
  await part.group.getByRole('button', { name: 'Dismiss' }).click();
  await expect(part.group.locator('.note.warn')).toBeHidden();

  await part.ask('50');
  await (await shopper.consentPage()).page.close();
  await expect(part.group.locator('.note.warn')).toBeVisible();
  await expect(part.giveButton).toBeVisible();
});

test('the worker dies between the yes and the payment: paid exactly once', async ({ world, shopper }) => {
  const { options } = await give(shopper, '300');
  await options.page.close();
  const { shop, sheet } = await priced(shopper);
  const before = await shopper.browser.workerGeneration();
  // The payment's request is held on the wire; the worker dies with it.
  const held = world.faults.add({ kind: 'delay', ms: 2_000, ...PAYMENTS, times: 1 });
  await sheet.payButton.click();
  await expect.poll(() => held.hits).toBe(1);
  await shopper.browser.killWorker();
  await shop.waitForStatus('Paid');
  expect(await shopper.browser.workerGeneration()).not.toBe(before);
  expect(world.ledger.check()).toEqual([]);
  expectDebits(shopper, SHOES);
});

test('the worker dies right after the press: paid exactly once, without a visit to the wallet', async ({ world, shopper }) => {
  const { options } = await give(shopper, '300');
  await options.page.close();
  const { shop, sheet } = await priced(shopper);
  world.requests.clear();
  await sheet.payButton.click({ noWaitAfter: true });
  // A worker that is about to start does not hear the first call.
  await shopper.browser.killWorker().catch(() => shopper.browser.killWorker());
  // Whether the yes was on disk when it died decides the journal; the user presses again only where it was not.
  const paid = await Promise.race([
    shop.waitForStatus('Paid').then(() => true),
    (async () => {
      await sheet.page.waitForTimeout(5_000);
      if (await sheet.payButton.isVisible()) {
        await sheet.waitUntilReady();
        await sheet.payButton.click();
      }
      await shop.waitForStatus('Paid');
      return true;
    })(),
  ]);
  expect(paid).toBe(true);
  expect(world.requests.matching(ASKS)).toHaveLength(0);
  expectDebits(shopper, SHOES);
});
