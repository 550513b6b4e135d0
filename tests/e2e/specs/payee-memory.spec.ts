import { expect, test } from '../fixtures/test.ts';

test('says what was paid here before, and holds Pay back when somebody else would be paid', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const first = await shopper.priced('socks');
  await expect(first.page.getByText('You have not paid here before.')).toBeVisible();
  await first.cancel();

  await shopper.buy('socks');
  const second = await shopper.priced('socks');
  await expect(second.page.getByText(/^You paid here once before, on /)).toBeVisible();
  await second.waitUntilReady();
  await second.cancel();

  // The same shop, with another account of its bank behind the next product.
  const { page, payButton } = await shopper.priced('paper');
  await expect(page.getByText('This shop was paid at another wallet before')).toBeVisible();
  await expect(page.getByText(/Last time: .*\/retailer\. Now: .*\/tokyo\./)).toBeVisible();
  await page.waitForTimeout(800);
  await expect(payButton).toHaveAttribute('aria-disabled', 'true');
  await payButton.click({ force: true });
  const look = page.getByRole('checkbox', { name: /^I checked/ });
  // A script's click is no look.
  await look.evaluate((box) => {
    if (box instanceof HTMLElement) box.click();
  });
  await expect(look).not.toBeChecked();
  await expect(payButton).toHaveAttribute('aria-disabled', 'true');
  const paidSoFar = world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ }).length;

  await look.check();
  await page.getByRole('button', { name: /^Pay /, disabled: false }).waitFor();
  await payButton.click();
  await shopper.consent();
  await expect.poll(() => world.balance('happylifebank', 'tokyo')).toBe(2_400n);
  expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(paidSoFar + 1);
});
