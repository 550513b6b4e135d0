import type { FaultRule } from '../../../demo/world.ts';
import { carla } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';

const HOST = 'cloudninebank.test';

const WRONG: readonly [name: string, typed: string, fault: FaultRule | undefined, words: RegExp][] = [
  ['words', 'my wallet, please', undefined, /Not a wallet address/],
  ['an address without a wallet', `${HOST}/nobody`, undefined, /Not a wallet address/],
  ['a web page', 'https://shop.test/', undefined, /An address needs a name after the host, such as shop\.test\/anna/],
  ['a host alone', HOST, undefined, /An address needs a name after the host, such as cloudninebank\.test\/anna/],
  ['a pointer without a name', `$${HOST}`, undefined, /An address needs a name after the host/],
  ['http', `http://${HOST}/customer`, undefined, /Not a secure address/],
  ['this machine', 'https://localhost/customer', undefined, /Not a secure address/],
  ['a host that is not there', 'https://nobody.invalid/me', undefined, /No answer/],
  [
    'a redirect to no wallet',
    `${HOST}/customer`,
    { kind: 'redirect', host: HOST, to: 'https://happylifebank.test/nobody' },
    /Not a wallet address/,
  ],
  ['an address with a parameter', `${HOST}/customer?ref=7`, undefined, /It carries “ref”/],
  ['a wallet without a public name', `${HOST}/noname`, undefined, /no public name/],
];

for (const [name, typed, fault, words] of WRONG) {
  test(`linking ${name} says what is wrong and keeps what was typed`, async ({ world, shopper }) => {
    if (fault) world.faults.add(fault);
    const options = await shopper.openOptions();
    await options.address.fill(typed);
    await options.linkButton.click();
    await expect(options.page.getByRole('alert').filter({ hasText: words })).toBeVisible();
    await expect(options.address).toHaveValue(typed);
    await expect(options.page.getByRole('region').filter({ hasText: 'Waiting' })).toHaveCount(0);
  });
}

test('an address that leads to a wallet elsewhere shows it, and links it by a press of its own', async ({ world, shopper }) => {
  const address = world.walletAddress('cloudninebank', 'customer');
  world.faults.add({ kind: 'redirect', host: 'anna.test', to: address });
  const options = await shopper.openOptions();
  await options.address.fill('$anna.test');
  await options.linkButton.click();
  await expect(options.page.getByRole('alert').filter({ hasText: `anna.test leads to the wallet ${address}` })).toBeVisible();
  await expect(options.page.getByRole('region').filter({ hasText: 'Waiting' })).toHaveCount(0);
  await options.page.getByRole('button', { name: `Link ${address}` }).click();
  await expect(options.wallet(address)).toContainText('Carla Customer');
});

for (const typed of [`$${HOST}/customer`, `${HOST}/customer`, `https://${HOST}/customer`, `https://${HOST}/%63ustomer#me`]) {
  test(`takes the spelling ${typed}`, async ({ shopper }) => {
    const options = await shopper.openOptions();
    await options.address.fill(typed);
    await options.linkButton.click();
    await expect(options.wallet(`https://${HOST}/customer`)).toContainText('Carla Customer');
  });
}

test('both forms of the key are one key, and another wallet can be the default', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  await shopper.linkWalletQuickly({ wallet: 'cloudninebank', user: 'traveler' });
  const options = await shopper.openOptions();
  const traveler = world.walletAddress('cloudninebank', 'traveler');
  await options.wallet(traveler).getByRole('button', { name: 'Make default' }).click();
  await expect(options.wallet(traveler).getByRole('button', { name: 'Make default' })).toHaveCount(0);

  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await expect(sheet.payButton).toHaveText(/€/);
  await sheet.page.getByRole('button', { name: /Change/ }).click();
  await sheet.page
    .getByRole('radio', { name: /Carla/ })
    .or(sheet.page.getByRole('option', { name: /Carla/ }))
    .or(sheet.page.getByRole('button', { name: /Carla/ }))
    .first()
    .click();
  await expect(sheet.payButton).toHaveText('Pay $80.80');
});

test('a key removed at the wallet is noticed; adding it again mends the link', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const address = world.walletAddress(carla.wallet, carla.user);
  let options = await shopper.openOptions();
  const { keys } = (await (await world.fetch(`${address}/jwks.json`)).json()) as { keys: { kid: string }[] };
  const [key] = keys.filter(({ kid }) => kid.startsWith('tender-'));
  expect(key).toBeDefined();
  world.removeKey(carla.wallet, carla.user, key?.kid ?? '');
  await options.page.close();
  options = await shopper.openOptions();
  await expect(options.wallet(address)).toContainText(/key/i);
  await expect(options.wallet(address).getByText('Linked', { exact: true })).toHaveCount(0);
  world.addKey(carla.wallet, carla.user, JSON.stringify(key));
  await options.waitUntilLinked(address);
});

test('a replaced key signs from the moment in which the wallet has it', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const address = world.walletAddress(carla.wallet, carla.user);
  const options = await shopper.openOptions();
  await options.wallet(address).getByRole('button', { name: 'Replace key' }).click();
  const fresh = await options.shownKey(address);
  const { kid } = JSON.parse(atob(fresh)) as { kid: string };
  world.addKey(carla.wallet, carla.user, fresh);
  await expect(options.wallet(address).getByRole('button', { name: 'Replace key' })).toBeVisible();
  await options.page.close();
  const shop = await shopper.visit('shoes');
  world.requests.clear();
  await shop.payButton.click();
  await (await shopper.sheet()).waitUntilReady();
  const [quote] = world.requests.matching({ method: 'POST', path: /\/quotes$/ });
  expect(JSON.stringify(quote?.headers)).toContain(kid);
});

test('a wallet can be unlinked while it is unreachable', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const options = await shopper.openOptions();
  const address = world.walletAddress(carla.wallet, carla.user);
  world.faults.add({ kind: 'drop-request' });
  await options.wallet(address).getByRole('button', { name: 'Unlink' }).click();
  await options.page
    .getByRole('button', { name: /Yes|Unlink/ })
    .last()
    .click();
  await expect(options.wallet(address).getByRole('button', { name: 'Unlink' })).toHaveCount(0);
});

test('without a wallet the sheet offers to link one, and the purchase goes on afterwards', async ({ world, shopper }) => {
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const first = await shopper.sheet();
  await expect(first.heading(/^Link a wallet to pay/)).toBeVisible();
  await first.page.getByRole('button', { name: 'Link a wallet' }).click();
  const page = await shopper.browser.pageWhere('options', ({ href }) => href.startsWith(shopper.browser.optionsUrl));
  await expect(page.getByText(/order/i).first()).toBeVisible();
  await page.close();
  await shopper.linkWalletQuickly();
  // The sheet came back over the options page, and closed with it; the badge brings it back again.
  await shop.page.bringToFront();
  const sheet = (await shopper.browser.hasSheet()) ? await shopper.sheet() : await shopper.reopenSheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  expect(world.balance('cloudninebank', 'customer')).toBe(50_000n - 8_080n);
});

test('an alarm looks for the key while no page is open', async ({ world, shopper }) => {
  const options = await shopper.openOptions();
  await options.askFor(world.walletAddress(carla.wallet, carla.user));
  const worker = await shopper.browser.worker();
  await options.page.close();
  // The page's own look at the wallet may be under way; after it there is none.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  world.requests.clear();
  await worker.evaluate("chrome.alarms.create('take-up', { when: Date.now() + 100 })");
  await expect.poll(() => world.requests.matching({ path: /jwks\.json$/ }).length).toBeGreaterThan(0);
});
