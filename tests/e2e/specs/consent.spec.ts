import type { FaultRule } from '../../../demo/world.ts';
import type { SheetPage } from '../pages/sheet-page.ts';
import type { ShopPage } from '../pages/shop-page.ts';
import type { Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';

const OPENING = 50_000n;

async function approve(shopper: Shopper): Promise<{ shop: ShopPage; sheet: SheetPage }> {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  return { shop, sheet };
}

function expectNoDebit({ world }: Shopper): void {
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING);
  expect(world.ledger.check()).toEqual([]);
}

test('declined at the wallet: the page hears AbortError', async ({ shopper }) => {
  const { shop } = await approve(shopper);
  await (await shopper.consentPage()).decline.click();
  await expect(shop.status).toHaveAttribute('data-error', 'AbortError');
  expectNoDebit(shopper);
});

test('the wallet’s tab is closed: the sheet says so, the page hears AbortError', async ({ shopper }) => {
  const { shop } = await approve(shopper);
  await (await shopper.consentPage()).page.close();
  await expect(shop.status).toHaveAttribute('data-error', 'AbortError');
  await expect((await shopper.sheet()).heading('The wallet’s page was closed')).toBeVisible();
  expectNoDebit(shopper);
});

const WIDER: readonly [name: string, fault: FaultRule][] = [
  ['a wider limit', { kind: 'wider-limits' }],
  ['another identifier', { kind: 'other-identifier' }],
  ['more access', { kind: 'extra-access' }],
];

for (const [name, fault] of WIDER) {
  test(`a wallet that grants ${name} is not used, and its grant is given back`, async ({ world, shopper }) => {
    world.faults.add(fault);
    const { shop } = await approve(shopper);
    await shopper.consent();
    await expect(shop.status).toHaveAttribute('data-error', 'OperationError');
    await expect((await shopper.sheet()).heading('Your wallet gave too much')).toBeVisible();
    await expect.poll(() => world.requests.matching({ method: 'DELETE', path: /continue|token/ }).length).toBeGreaterThan(0);
    expectNoDebit(shopper);
  });
}

test('a return whose hash has a + that the wallet did not escape is a consent', async ({ world, shopper }) => {
  world.faults.add({ kind: 'bare-plus' });
  const { shop } = await approve(shopper);
  await shopper.consent();
  await shop.waitForStatus('Paid');
  expect(world.ledger.check()).toEqual([]);
});

test('a return with a wrong hash is no consent', async ({ world, shopper }) => {
  world.faults.add({ kind: 'wrong-hash' });
  const { shop } = await approve(shopper);
  await shopper.consent();
  await expect(shop.status).toHaveAttribute('data-error', 'OperationError');
  await expect((await shopper.sheet()).heading('That answer was not from your wallet')).toBeVisible();
  expect(world.requests.matching({ method: 'POST', path: /\/continue\// })).toHaveLength(0);
  expectNoDebit(shopper);
});

test('a return forged in another tab changes nothing', async ({ world, shopper }) => {
  const { shop } = await approve(shopper);
  const wallet = await shopper.consentPage();
  const grant = world.requests.matching({ method: 'POST', host: 'auth.cloudninebank.test' }).find(({ body }) => body.includes('"finish"'));
  const finish = /"uri":"(https:[^"]+)"/.exec(grant?.body ?? '')?.[1];
  expect(finish).toMatch(/chromiumapp\.org/);
  const attacker = await shopper.browser.newPage();
  await attacker.goto(`${finish}?interact_ref=x&hash=y`).catch(() => undefined);
  await attacker.close();
  await wallet.page.bringToFront();
  await wallet.allow.click();
  await shop.waitForStatus('Paid');
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING - 8_080n);
});

test('an account that holds too little: not paid, and the page hears OperationError', async ({ world, shopper }) => {
  const empty = { wallet: 'cloudninebank', user: 'empty' } as const;
  await shopper.linkWalletQuickly(empty);
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent(empty);
  await expect(shop.status).toHaveAttribute('data-error', 'OperationError');
  await expect((await shopper.sheet()).heading(/did not go through|Not enough money/)).toBeVisible();
  expect(world.balance('cloudninebank', 'empty')).toBe(0n);
  expect(world.balance('happylifebank', 'retailer')).toBe(0n);
});

test.describe('quotes that live for a quarter of a minute', () => {
  test.use({ worldOptions: { timing: { wait: 1, quoteMs: 15_000 } } });

  test('a debit that rises on the re-quote is shown beside the old one and needs its own yes', async ({ world, shopper }) => {
    await shopper.linkWalletQuickly();
    const shop = await shopper.visit('shoes');
    await shop.payButton.click();
    const sheet = await shopper.sheet();
    await sheet.waitUntilReady();
    await expect(sheet.payButton).toHaveText('Pay $80.80');
    world.faults.add({ kind: 'quote-debit-rises' });
    await expect(sheet.payButton).not.toHaveText('Pay $80.80');
    await expect(sheet.page.getByText('$80.80').first()).toBeVisible();
    expectNoDebit(shopper);
    await sheet.waitUntilReady();
    const dearer = (await sheet.payButton.innerText()).replace('Pay ', '');
    await sheet.payButton.click();
    await expect((await shopper.consentPage()).limit).toContainText(dearer.replace('$', ''));
    expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(0);
  });
});

test('a double click on Pay pays once', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.dblclick();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING - 8_080n);
  expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(1);
});

test('a worker killed at the consent page: the way back wakes it, and it pays once', async ({ world, shopper }) => {
  const { shop } = await approve(shopper);
  const wallet = await shopper.consentPage();
  const before = await shopper.browser.workerGeneration();
  await shopper.browser.killWorker();
  await wallet.allow.click();
  await shop.waitForStatus('Paid');
  expect(await shopper.browser.workerGeneration()).not.toBe(before);
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING - 8_080n);
  expect(world.ledger.check()).toEqual([]);
});

/** Writes the tabs that are known to show a consent. @returns those that were known before. */
const knowConsentTabs = (rows: string) => `(async () => {
  const database = await new Promise((done) => { const asked = indexedDB.open('tender'); asked.onsuccess = () => done(asked.result); });
  const store = database.transaction('consentTabs', 'readwrite').objectStore('consentTabs');
  const all = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const [keys, tabs] = [await all(store.getAllKeys()), await all(store.getAll())];
  await all(store.clear());
  for (const [key, value] of ${rows}) await all(store.put(value, key));
  database.close();
  return JSON.stringify(keys.map((key, index) => [key, tabs[index]]));
})()`;

test('a return that the worker did not live to hear of is found by its next life', async ({ world, shopper }) => {
  const { shop } = await approve(shopper);
  const wallet = await shopper.consentPage();
  // The event finds nobody who knows the tab, as if the worker had died of it.
  const known = await (await shopper.browser.worker()).evaluate<string>(knowConsentTabs('[]'));
  expect(known).toMatch(/^\[\["[\w-]{36}",\[\d+\]\]\]$/);
  const returned = wallet.page.waitForRequest(/chromiumapp\.org/);
  await wallet.allow.click();
  await returned;
  await wallet.page.waitForTimeout(1_000);
  expect(world.requests.matching({ method: 'POST', path: /\/continue\// })).toHaveLength(0);
  await (await shopper.browser.worker()).evaluate(knowConsentTabs(known));

  await shopper.browser.killWorker();
  await shopper.reopenSheet();
  await shop.waitForStatus('Paid');
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING - 8_080n);
  expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(1);
});
