import type { Page } from 'playwright';
import type { World } from '../../../demo/world.ts';
import { home, shopPage } from '../fixtures/payables.ts';
import type { Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';
import { SheetPage } from '../pages/sheet-page.ts';

const PAYEE_SIDE = /(?:^|\.)(?:happylifebank|shop)\.test$/;
const PAYEE_AUTH = 'id.happylifebank.test';

/** Requests to the payee's side, by the extension or the page, that name the payer's wallet in any way: figure `payee_named`. */
function naming(world: World): number {
  const toPayee = world.requests.fromClients().filter(({ host }) => PAYEE_SIDE.test(host));
  expect(toPayee.length, 'the payee was asked').toBeGreaterThan(0);
  return toPayee.filter((request) => JSON.stringify(request).includes('cloudninebank')).length;
}

/** What the payer's wallet was asked by the extension, and what it asked the payee's in turn. */
function contacts(world: World): number {
  return world.requests.all().filter(({ host, caller, path }) => {
    const isAsked = caller === undefined && host.includes('cloudninebank') && !path.includes('jwks');
    return isAsked || (caller !== undefined && caller.includes('cloudninebank') && PAYEE_SIDE.test(host));
  }).length;
}

const identity = (sheet: SheetPage) => sheet.heading('This payee wants to know who you are');
const press = (page: Page, name: string) => page.getByRole('button', { name }).and(page.locator(':not([aria-disabled="true"])'));

/** Presses until the face is gone: a worker that has just come up takes no press in the first half second. */
async function permit({ page }: SheetPage, name: string): Promise<void> {
  const button = page.getByRole('button', { name });
  await expect(async () => {
    await press(page, name).click({ timeout: 2_000 });
    await expect(button).toBeHidden({ timeout: 2_000 });
  }).toPass();
}

async function safety(shopper: Shopper): Promise<Page> {
  const { page } = await shopper.openOptions();
  await page.getByRole('link', { name: 'Safety' }).click();
  await page.getByRole('checkbox').waitFor();
  return page;
}

test('a payee that wants a name gets none before a press of its own; the press is remembered and taken back', async ({
  world,
  shopper,
}) => {
  await shopper.linkWalletQuickly();
  world.faults.add({ kind: 'jwk-refused', host: PAYEE_AUTH });
  const shop = await shopper.visit('socks');
  world.requests.clear();
  await shop.payButton.click();
  let sheet = await shopper.sheet();
  await expect(identity(sheet)).toBeVisible();
  await expect(sheet.main).toContainText('https://cloudninebank.test/customer');
  expect(naming(world)).toBe(0);

  // A worker's death changes nothing, and asks nobody anything.
  const asked = world.requests.fromClients().length;
  await shopper.browser.killWorker();
  await expect(identity(sheet)).toBeVisible();
  await expect(sheet.main).not.toHaveAttribute('aria-busy', 'true');
  expect(world.requests.fromClients().length).toBe(asked);
  expect(naming(world)).toBe(0);

  await permit(sheet, 'Share it and continue');
  await sheet.waitUntilReady();
  await expect(sheet.page.getByText('was told your wallet address, as you allowed')).toBeVisible();
  expect(naming(world)).toBeGreaterThan(0);
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  await (await shopper.reopenSheet()).goBack();

  // The same payee again: no press.
  sheet = await shopper.priced('socks');
  await expect(sheet.page.getByText('was told your wallet address, as you allowed')).toBeVisible();
  await sheet.cancel();

  const options = await safety(shopper);
  const told = options.getByRole('list', { name: 'Payees that may know your wallet address' }).getByRole('listitem');
  await expect(told).toHaveCount(1);
  await options.getByRole('button', { name: /^Do not tell / }).click();
  await expect(told).toHaveCount(0);
  await options.close();
  const third = await shopper.visit('socks');
  world.requests.clear();
  await third.payButton.click();
  sheet = await shopper.sheet();
  await expect(identity(sheet)).toBeVisible();
  await sheet.cancel();
  await third.outcome();
  expect(naming(world)).toBe(0);
  expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(0);
});

test('a payee that is named by its address alone gets no name either', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  world.faults.add({ kind: 'jwk-refused', host: PAYEE_AUTH });
  const address = world.walletAddress('happylifebank', 'retailer');
  await shopPage(shopper, `<p data-payable="${address}">Tips</p>`, '/a-page-that-says-much');
  const popup = await home(shopper);
  world.requests.clear();
  await popup.found.getByRole('button').click();
  await popup.amount.fill('12');
  await popup.continueButton.click();
  const sheet = new SheetPage(popup.page);
  await expect(identity(sheet)).toBeVisible();
  expect(naming(world)).toBe(0);
  await permit(sheet, 'Share it and continue');
  await sheet.waitUntilReady();
  // Where it was found is nobody's business but the user's.
  const made = world.requests.matching({ method: 'POST', path: /\/incoming-payments$/ });
  expect(made).toHaveLength(1);
  expect(made[0]?.body).not.toContain('metadata');
  expect(JSON.stringify(made)).not.toContain('shop.test');
});

test('where the user wants it, the wallet is contacted for a new payee only after a press', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const options = await safety(shopper);
  await options.getByRole('checkbox', { name: 'Ask before my wallet is contacted for a new payee' }).check();
  await options.reload();
  await expect(options.getByRole('checkbox')).toBeChecked();
  await options.close();

  const shop = await shopper.visit('socks');
  world.requests.clear();
  await shop.payButton.click();
  let sheet = await shopper.sheet();
  await expect(sheet.main.getByText('Your wallet was not asked yet')).toBeVisible();
  await expect(sheet.main).toContainText('happylifebank.test');
  await shopper.browser.killWorker();
  await expect(press(sheet.page, 'Get the price')).toBeVisible();
  expect(contacts(world)).toBe(0);
  expect(naming(world)).toBe(0);

  await permit(sheet, 'Get the price');
  await sheet.waitUntilReady();
  expect(contacts(world)).toBeGreaterThan(0);
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  await (await shopper.reopenSheet()).goBack();

  // Paid before at this shop: the price comes by itself.
  sheet = await shopper.priced('socks');
  await sheet.cancel();
});
