import type { Shopper } from '../fixtures/shopper.ts';
import { carla } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';
import { AllowancePart } from '../pages/allowance-part.ts';
import type { SheetPage } from '../pages/sheet-page.ts';
import type { ShopPage } from '../pages/shop-page.ts';

const OPENING = 50_000n;
const SHOES = 8_080n;
const PAYMENTS = { method: 'POST', path: /\/outgoing-payments$/ } as const;
const QUOTES = { method: 'POST', path: /\/quotes$/ } as const;
const ASKS_THIS_TIME = 'Your allowance was ended at your wallet: it asks you this time.';

test.setTimeout(90_000);

/** Links a wallet and gives an allowance there. */
async function give(shopper: Shopper, limit: string): Promise<AllowancePart> {
  await shopper.linkWalletQuickly();
  const options = await shopper.openOptions();
  const part = new AllowancePart(options.wallet(shopper.world.walletAddress(carla.wallet, carla.user)));
  await part.ask(limit);
  await shopper.consent();
  await part.changeButton.waitFor();
  return part;
}

async function priced(shopper: Shopper): Promise<{ shop: ShopPage; sheet: SheetPage }> {
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  return { shop, sheet };
}

/** An answer that a wallet keeps back until the test lets it go. */
function held(): { readonly released: Promise<void>; readonly release: () => void } {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  return { released, release };
}

function expectDebit({ world }: Shopper, debit: bigint): void {
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING - debit);
  expect(world.ledger.check()).toEqual([]);
}

test('an allowance revoked at the wallet: the sheet says so with the price, and Pay goes to the wallet', async ({ world, shopper }) => {
  const part = await give(shopper, '300');
  world.revokeGrants('cloudninebank', 'customer');
  const { shop, sheet } = await priced(shopper);
  await expect(sheet.main).toContainText(ASKS_THIS_TIME);
  await expect(sheet.main).not.toContainText('Within your allowance');
  await expect(part.group).toContainText('Your wallet ended the allowance');
  await expect(part.giveButton).toBeVisible();
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  expect(world.requests.matching(PAYMENTS).map(({ status }) => status)).toEqual([201]);
  expectDebit(shopper, SHOES);
  await part.group.getByRole('button', { name: 'Dismiss' }).click();
  await expect(part.group).not.toContainText('Your wallet ended the allowance');
});

test('revoked between the price and Pay: the refusal leads to the wallet, and it is paid once', async ({ world, shopper }) => {
  const part = await give(shopper, '300');
  const { shop, sheet } = await priced(shopper);
  await expect(sheet.main).toContainText('Within your allowance');
  world.revokeGrants('cloudninebank', 'customer');
  await sheet.payButton.click();
  const wallet = await shopper.consentPage();
  await expect((await shopper.reopenSheet()).main).toContainText(ASKS_THIS_TIME);
  await expect(part.group).toContainText('Your wallet ended the allowance');
  await wallet.allow.click();
  await shop.waitForStatus('Paid');
  expect(world.requests.matching(PAYMENTS).map(({ status }) => status)).toEqual([403, 201]);
  expectDebit(shopper, SHOES);
});

test('revoked between the price and Pay, and declined at the wallet: nothing is paid', async ({ world, shopper }) => {
  await give(shopper, '300');
  const { shop, sheet } = await priced(shopper);
  world.revokeGrants('cloudninebank', 'customer');
  await sheet.payButton.click();
  await (await shopper.consentPage()).decline.click();
  await expect(shop.status).toHaveAttribute('data-error', 'AbortError');
  expectDebit(shopper, 0n);
});

test('the worker dies on the way to the wallet: the consent comes with the next life, and it is paid once', async ({ world, shopper }) => {
  await give(shopper, '300');
  const { shop, sheet } = await priced(shopper);
  world.revokeGrants('cloudninebank', 'customer');
  const asked = world.faults.add({
    kind: 'hold-request',
    method: 'POST',
    host: 'auth.cloudninebank.test',
    path: /^\/$/,
    times: 1,
    held: () => shopper.browser.killWorker(),
  });
  await sheet.payButton.click();
  await expect.poll(() => asked.hits).toBe(1);
  await shopper.browser.wakeWorker();
  await shopper.consent();
  await shop.waitForStatus('Paid', 60_000);
  expectDebit(shopper, SHOES);
});

test('a limit lowered at the wallet: said, asked there, and remembered', async ({ world, shopper }) => {
  const part = await give(shopper, '300');
  world.lowerLimits('cloudninebank', 'customer', 5_000n);
  const { shop, sheet } = await priced(shopper);
  await expect(sheet.main).toContainText('Within your allowance');
  await sheet.payButton.click();
  const wallet = await shopper.consentPage();
  await expect((await shopper.reopenSheet()).main).toContainText('Your wallet says that this is more than your allowance has left');
  await wallet.allow.click();
  await shop.waitForStatus('Paid');
  expectDebit(shopper, SHOES);
  await expect(part.group).toContainText('$80.79 left this month');
  const next = await priced(shopper);
  await expect(next.sheet.main).toContainText('More than your allowance has left ($80.79): your wallet asks you this time.');
});

test('a consent revoked before the payment left: said in words of its own, and nothing is paid', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const { shop, sheet } = await priced(shopper);
  await sheet.payButton.click();
  const revoke = async (): Promise<void> => world.revokeGrants('cloudninebank', 'customer');
  world.faults.add({ kind: 'hold-request', ...PAYMENTS, times: 1, held: revoke });
  await shopper.consent();
  await expect(shop.status).toHaveAttribute('data-error', 'OperationError');
  await expect((await shopper.reopenSheet()).heading('Your wallet took its permission back')).toBeVisible();
  expectDebit(shopper, 0n);
});

test('a wallet that works on the price for longer than other answers may take: waited for, with words and Cancel', async ({
  world,
  shopper,
}) => {
  await shopper.linkWalletQuickly();
  const answer = held();
  const slow = world.faults.add({ kind: 'hold-reply', ...QUOTES, host: 'cloudninebank.test', times: 1, held: () => answer.released });
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await expect.poll(() => slow.hits).toBe(1);
  await expect(sheet.main).toContainText('Your wallet is taking its time …', { timeout: 20_000 });
  await expect(sheet.cancelButton).toBeEnabled();
  await expect(sheet.main).toContainText(/0:1[2-9]|0:2\d/, { timeout: 30_000 });
  answer.release();
  await sheet.waitUntilReady();
  expect(world.requests.matching(QUOTES)).toHaveLength(1);
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  expectDebit(shopper, SHOES);
});

test('Cancel while the wallet takes its time: the shop hears it at once', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const answer = held();
  const slow = world.faults.add({ kind: 'hold-reply', ...QUOTES, host: 'cloudninebank.test', times: 1, held: () => answer.released });
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await expect.poll(() => slow.hits).toBe(1);
  await sheet.cancel();
  await expect(shop.status).toHaveAttribute('data-error', 'AbortError');
  answer.release();
  expectDebit(shopper, 0n);
});
