import type { FaultRule } from '../../../demo/world.ts';
import { expect, test } from '../fixtures/test.ts';

const OPENING = 50_000n;
const PAYEE = 'resources.happylifebank.test';
const PAYER = 'cloudninebank.test';
const PAYER_AUTH = 'auth.cloudninebank.test';

/** Servers that answer with something else, or not at all, before anything was approved; and the words in the sheet. */
const BEFORE_THE_APPROVAL: readonly [name: string, fault: FaultRule, title: RegExp][] = [
  ['payee redirects', { kind: 'redirect', host: PAYEE, to: 'https://elsewhere.test/' }, /leads elsewhere/],
  ['payee answers HTML', { kind: 'html', host: PAYEE }, /Not a wallet’s answer/],
  ['payee answers 5 MB', { kind: 'huge-body', host: PAYEE }, /too large/],
  ['payee answers deeply nested JSON', { kind: 'nested-json', host: PAYEE }, /cannot be read/],
  ['payee hangs', { kind: 'hang', host: PAYEE }, /took too long/],
  ['payee answers 500 in plain text', { kind: 'status-500', host: PAYEE }, /The server has a problem/],
  [
    'payer’s wallet answers 500 in plain text',
    { kind: 'status-500', host: PAYER, path: /quotes/ },
    /gave no price|The server has a problem/,
  ],
  ['payer’s auth server is down', { kind: 'drop-request', host: PAYER_AUTH }, /No answer/],
  ['quote delivers another amount', { kind: 'quote-receive-amount' }, /price does not fit|amounts differ/],
  ['quote delivers another asset', { kind: 'quote-receive-asset' }, /price does not fit|currencies differ/],
  ['wallet’s clock is ahead', { kind: 'clock-skew', seconds: 3_600 }, /clock may be wrong/],
  ['wallet has lost the key', { kind: 'key-removed' }, /no longer has Tender’s key/],
];

for (const [name, fault, title] of BEFORE_THE_APPROVAL) {
  test(`${name}: the sheet says so, and no money moves`, async ({ world, shopper }) => {
    await shopper.linkWalletQuickly();
    const shop = await shopper.visit('shoes');
    world.faults.add(fault);
    await shop.payButton.click();
    const sheet = await shopper.sheet();
    await expect(sheet.heading(title)).toBeVisible();
    expect(world.balance('cloudninebank', 'customer')).toBe(OPENING);
    expect(world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ })).toHaveLength(0);
  });
}

test('a server that is back after a fault: Try again goes on with the same order', async ({ world, shopper }) => {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('shoes');
  const fault = world.faults.add({ kind: 'status-500', host: PAYEE });
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await expect(sheet.heading(/server has a problem/)).toBeVisible();
  fault.remove();
  await sheet.page.getByRole('button', { name: 'Try again' }).click();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  expect(world.balance('cloudninebank', 'customer')).toBe(OPENING - 8_080n);
});
