import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSession, untilBooksAgree } from '../../../demo/tests/opencharge-support.ts';
import type { World } from '../../../demo/world.ts';
import { inRoot } from '../../../scripts/lib/paths.ts';
import { runNode } from '../../../scripts/lib/processes.ts';
import { exportedFile } from '../fixtures/exported-file.ts';
import type { Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';
import { ShopPage } from '../pages/shop-page.ts';

const OUTGOING = { method: 'POST', path: /\/outgoing-payments$/ } as const;

/** A product of the merchant that signs its orders. */
async function visit(world: World, shopper: Shopper, product: string): Promise<ShopPage> {
  const shop = new ShopPage(await shopper.browser.newPage());
  await shop.page.goto(new URL(`/products/${product}`, world.openCharge.merchantUrl).href);
  await shop.page.locator('#pay[data-order]').waitFor();
  return shop;
}

interface Exported {
  readonly signedOrder?: object;
}

/** The only payment of the history, as it is exported, and what the script says of it that merchants run. */
async function exported(shopper: Shopper): Promise<{ readonly payment: Exported | undefined; readonly verified: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'tender-exports-'));
  try {
    const { page } = await shopper.openOptions();
    const session = await shopper.browser.context.newCDPSession(page);
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Export as JSON' }).click();
    const file = await exportedFile(folder);
    const { payments } = JSON.parse(await readFile(file, 'utf8')) as { payments: Exported[] };
    const { output: verified } = await runNode(inRoot('scripts', 'verify-proof.mjs'), [file]);
    return { payment: payments[0], verified };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

for (const { product, price, way } of [
  { product: 'product-a', price: '$100.99', way: 'directly' },
  { product: 'product-b', price: '$50.00', way: 'from the partner reserve' },
  { product: 'product-c', price: '$24.24', way: 'through the third party' },
]) {
  test(`buys what the merchant signed, settled ${way}: the order is paid by a proof, which verifies offline`, async ({
    world,
    shopper,
  }) => {
    await shopper.linkWalletQuickly();
    const shop = await visit(world, shopper, product);
    await shop.payButton.click();
    const sheet = await shopper.sheet();
    await sheet.waitUntilReady();
    await expect(sheet.payButton).toHaveText(`Pay ${price}`);
    for (const text of ['Signed by the merchant', 'Merchant Store', 'OCID 500', 'OCID 200', 'The order is valid until']) {
      await expect(sheet.main).toContainText(text);
    }
    await sheet.payButton.click();
    await shopper.consent();
    await shop.waitForStatus('Paid');
    await untilBooksAgree(world);
    expect(world.requests.matching(OUTGOING)).toHaveLength(1);
    const { payment, verified } = await exported(shopper);
    expect(payment?.signedOrder).toMatchObject({ merchant: { id: '500', name: 'Merchant Store' }, gateway: { id: '200' } });
    expect(verified).toMatch(/^order ord_\S+ of OCID 500: VALID, /);
  });
}

test('cancels: nothing is paid, and the gateway’s session is cancelled', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await visit(world, shopper, 'product-a');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  const [session] = world.requests.matching({ method: 'GET', path: /\/checkout\/sessions\/[^/]+$/ });
  await sheet.cancel();
  await shop.waitForStatus('Payment cancelled. You have not been charged.');
  const id = session?.path.split('/').at(-1) ?? '';
  await expect.poll(async () => (await readSession(world, id)).status).toBe('cancelled');
  expect(world.requests.matching(OUTGOING)).toHaveLength(0);
});

test('an order that somebody changed on the way is refused, though the gateway takes it', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  world.faults.add({ kind: 'order-unchecked' });
  world.faults.add({ kind: 'order-tampered' });
  const shop = await visit(world, shopper, 'product-a');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await expect(sheet.heading('Not signed by the merchant')).toBeVisible();
  expect(world.requests.matching(OUTGOING)).toHaveLength(0);
});

test('a page that asks for another total than its order is refused', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  world.faults.add({ kind: 'page-other-total' });
  const shop = await visit(world, shopper, 'product-a');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await expect(sheet.heading('The amounts differ')).toBeVisible();
  expect(world.requests.matching(OUTGOING)).toHaveLength(0);
});

test('a proof that does not fit is neither a success nor a failure, until the right one comes', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const fault = world.faults.add({ kind: 'proof-other-order' });
  const shop = await visit(world, shopper, 'product-c');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await expect((await shopper.reopenSheet()).heading('Paid, and the proof does not fit')).toBeVisible();
  await expect(shop.status).not.toHaveText('Paid');
  fault.remove();
  await shop.waitForStatus('Paid');
  expect(world.requests.matching(OUTGOING)).toHaveLength(1);
  await untilBooksAgree(world);
});
