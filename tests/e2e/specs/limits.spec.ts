import type { Page } from 'playwright';
import { Authenticator } from '../fixtures/authenticator.ts';
import type { Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';
import { AllowancePart } from '../pages/allowance-part.ts';
import { SafetyPage } from '../pages/safety-page.ts';

const OUTGOING = { method: 'POST', path: /\/outgoing-payments$/ } as const;

async function safety(shopper: Shopper): Promise<SafetyPage> {
  const { page } = await shopper.openOptions();
  await page.getByRole('link', { name: 'Safety' }).click();
  const section = new SafetyPage(page);
  await section.perPayment.waitFor();
  return section;
}

/** Says yes behind the sheet's back, as a sheet with a defect might; gives the view that comes back. */
function approveBehind(page: Page, facts: object = {}): Promise<{ readonly face: string }> {
  return page.evaluate(
    (more) =>
      new Promise((resolve) => {
        const port = chrome.runtime.connect({ name: 'sheet' });
        let asked = false;
        port.onMessage.addListener(({ payment }: { payment: { face: string; paymentId: string; digest: string } }) => {
          if (asked) resolve(payment);
          else
            setTimeout(() => {
              asked = true;
              port.postMessage({ type: 'approve', paymentId: payment.paymentId, digest: payment.digest, ...more });
            }, 700);
        });
      }),
    facts,
  );
}

test('a payment over the limit of one payment cannot be paid until the limit is raised', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  let section = await safety(shopper);
  await section.perPayment.fill('80,79 dollars');
  await section.page.getByRole('button', { name: 'Save limits' }).click();
  await expect(section.page.getByRole('alert')).toContainText('This is not an amount');
  await section.perPayment.fill('80.79');
  await section.save();

  const sheet = await shopper.priced('shoes');
  await expect(sheet.main.getByText('Over your limit for one payment')).toBeVisible();
  await expect(sheet.page.getByText(/You set at most \$80\.79/)).toBeVisible();
  await sheet.page.waitForTimeout(800);
  await expect(sheet.payButton).toHaveAttribute('aria-disabled', 'true');
  await sheet.payButton.click({ force: true });
  expect(await approveBehind(sheet.page, { warningConfirmed: true })).toMatchObject({ face: 'ready' });
  expect(world.requests.matching(OUTGOING)).toHaveLength(0);

  await section.page.close();
  await sheet.page.getByRole('button', { name: 'Look at my limits' }).click();
  section = new SafetyPage(await shopper.browser.pageWhere('limits', ({ hash }) => hash === '#safety'));
  await section.perPayment.fill('80.80');
  await section.save();
  const again = await shopper.reopenSheet();
  await again.waitUntilReady();
  await again.payButton.click();
  await shopper.consent();
  await expect.poll(() => world.balance('cloudninebank', 'customer')).toBe(50_000n - 8_080n);
});

test('the limit of a day counts what was paid at the shop today', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const section = await safety(shopper);
  await section.perSiteDay.fill('15');
  await section.save();
  await section.page.close();

  const first = await shopper.priced('socks');
  await expect(first.page.getByText('$15.00 of your limit is left here today.')).toBeVisible();
  await first.cancel();
  await shopper.buy('socks');
  const spent = 50_000n - world.balance('cloudninebank', 'customer');

  const { page, main, payButton } = await shopper.priced('socks');
  await expect(main.getByText('Over your limit for today')).toBeVisible();
  await expect(page.getByText(`and $${Number(1500n - spent) / 100} is left`)).toBeVisible();
  await page.waitForTimeout(800);
  await expect(payButton).toHaveAttribute('aria-disabled', 'true');
  await approveBehind(page);
  expect(world.requests.matching(OUTGOING)).toHaveLength(1);
});

test('what was deleted from the history counts in the limit of the day, and the passkey agrees to the deletion', async ({
  world,
  shopper,
}) => {
  await shopper.linkWalletQuickly();
  const section = await safety(shopper);
  await section.perSiteDay.fill('15');
  await section.save();
  await shopper.buy('socks');
  const left = Number(1500n - (50_000n - world.balance('cloudninebank', 'customer'))) / 100;

  const { page } = section;
  const sensor = await Authenticator.on(page);
  await section.addPasskey();
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('button').filter({ hasText: 'Paid' }).filter({ hasText: 'shop.test' }).click();
  const remove = async () => {
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Delete for good' }).click();
  };
  await sensor.verifies(false);
  await remove();
  await expect(page.getByRole('alert')).toContainText('Nothing was deleted.');
  await sensor.verifies(true);
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByText('Deleted: 1')).toBeVisible();
  await expect(page.getByText('shop.test')).toHaveCount(0);
  await page.close();

  const sheet = await shopper.priced('socks');
  await expect(sheet.main.getByText('Over your limit for today')).toBeVisible();
  await expect(sheet.page.getByText(`and $${left} is left`)).toBeVisible();
  expect(await approveBehind(sheet.page)).toMatchObject({ face: 'ready' });
  expect(world.requests.matching(OUTGOING)).toHaveLength(1);
});

test('an allowance is given, and raised, only with the passkey; lowered without', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const section = await safety(shopper);
  const { page } = section;
  const sensor = await Authenticator.on(page);
  await section.addPasskey();
  await page.getByRole('link', { name: 'Wallets' }).click();
  const part = new AllowancePart(page.getByRole('region').filter({ hasText: world.walletAddress('cloudninebank', 'customer') }));

  await sensor.verifies(false);
  await part.ask('20', { cap: '10' });
  await expect(part.group.getByText('The passkey was not confirmed')).toBeVisible();
  await sensor.verifies(true);
  await part.ask('20', { cap: '10' });
  await shopper.consent();
  await part.changeButton.waitFor();

  await sensor.verifies(false);
  await part.ask('15', { cap: '5' });
  await expect(part.group.getByText(/\$15\.00/).first()).toBeVisible();
  for (const [limit, cap] of [
    ['15', ''],
    ['20', '5'],
  ] as const) {
    await part.ask(limit, { cap });
    await expect(part.group.getByText('The passkey was not confirmed')).toBeVisible();
    await part.group.getByRole('button', { name: 'Not now' }).click();
  }
  await expect(part.group.getByText('At most $5.00 in one payment')).toBeVisible();
  await sensor.verifies(true);
  await part.ask('20', { cap: '' });
  await expect(part.group.getByText(/\$20\.00/).first()).toBeVisible();
});

test('above an amount, and when locked, only the passkey lets a payment pass', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const section = await safety(shopper);
  const finger = await Authenticator.on(section.page);
  await expect(section.passkeyAbove).toHaveCount(0);
  await section.page.getByRole('button', { name: 'Add a passkey' }).click();
  await section.passkeyAbove.fill('50');
  await section.lock.selectOption('5');
  await section.save();
  const credentials = await finger.credentials();

  // Above the amount, in a window of its own.
  const sheet = await shopper.priced('shoes');
  await expect(sheet.page.getByText('Your passkey confirms this one')).toBeVisible();
  const sensor = await Authenticator.on(sheet.page, credentials);
  await sensor.verifies(false);
  expect(await approveBehind(sheet.page)).toMatchObject({ face: 'ready' });
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await expect(sheet.page.getByText(/The passkey gave no answer/)).toBeVisible();
  expect(world.requests.matching(OUTGOING)).toHaveLength(0);
  await sensor.verifies(true);
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await expect.poll(() => world.balance('cloudninebank', 'customer')).toBe(50_000n - 8_080n);
  const over = await shopper.reopenSheet();
  await over.goBack();

  // Below it nothing is asked, until nobody has used Tender for five minutes.
  const small = await shopper.priced('socks');
  await expect(small.page.getByText('Tender is locked')).toHaveCount(0);
  await small.waitUntilReady();
  await small.cancel();
  // Cancelling is a use as well; its time is on disk when the sheet has gone.
  await expect.poll(() => shopper.browser.hasSheet()).toBe(false);
  await agoUsed(section.page, 6);
  const locked = await shopper.priced('socks');
  await expect(locked.page.getByText('Tender is locked')).toBeVisible();
  await approveBehind(locked.page);
  expect(world.requests.matching(OUTGOING)).toHaveLength(1);
  // It has signed meanwhile, in the other page.
  await Authenticator.on(
    locked.page,
    credentials.map((credential) => ({ ...credential, signCount: 100 })),
  );
  await locked.waitUntilReady();
  await locked.payButton.click();
  await shopper.consent();
  await expect.poll(() => world.requests.matching(OUTGOING)).toHaveLength(2);
});

test('after five wrong answers of a passkey none is looked at for a while, also by the next worker', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const section = await safety(shopper);
  await Authenticator.on(section.page);
  await section.page.getByRole('button', { name: 'Add a passkey' }).click();
  await section.passkeyAbove.fill('1');
  await section.save();

  const sheet = await shopper.priced('shoes');
  const assertion = { id: 'AAAA', clientData: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' };
  for (let tries = 0; tries < 5; tries += 1) await approveBehind(sheet.page, { assertion });
  await expect(sheet.page.getByText(/^.*Too many failed tries/)).toBeVisible();
  await shopper.browser.killWorker();
  await shopper.browser.wakeWorker();
  await expect(sheet.page.getByText(/^.*Too many failed tries/)).toBeVisible();
  await expect(sheet.payButton).toHaveAttribute('aria-disabled', 'true');
  expect(world.requests.matching(OUTGOING)).toHaveLength(0);
});

/** Makes the last use of Tender lie so many minutes back. */
async function agoUsed(page: Page, minutes: number): Promise<void> {
  await page.evaluate(
    (at) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('tender');
        opening.addEventListener('error', () => reject(new Error('the database does not open')));
        opening.addEventListener('success', () => {
          const transaction = opening.result.transaction('settings', 'readwrite');
          transaction.objectStore('settings').put(at, 'usedAt');
          transaction.addEventListener('complete', () => {
            opening.result.close();
            resolve();
          });
        });
      }),
    Date.now() - minutes * 60_000,
  );
}
