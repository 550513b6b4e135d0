import type { Page } from '@playwright/test';
import { expect, onClick, test } from '../fixtures/page-bridge.ts';

/* Old shops and consent managers write their page anew after it has loaded, which takes every listener off the window and the document. */

const BUTTON = '<!doctype html><title>shop</title><button>Buy</button>';
const REQUEST = `new PaymentRequest([{ supportedMethods: 'interledger', data: { plan } }], { total: { label: 'x', amount: { currency: 'USD', value: '1.00' } } })`;

function rewrite(page: Page): Promise<void> {
  return page.evaluate((html) => {
    document.open();
    document.write(html);
    document.close();
  }, BUTTON);
}

test('show() pays after document.open(), as before it', async ({ page, puppet }) => {
  await rewrite(page);
  expect(await onClick(page, `const plan = 'pay'; return (await ${REQUEST}.show()).methodName`)).toBe('interledger');
  await rewrite(page);
  expect(await onClick(page, `const plan = 'decline'; return (await ${REQUEST}.show()).methodName`)).toBe(
    'AbortError: The payment was cancelled.',
  );
  expect((await puppet.heard()).filter(({ type }) => type === 'show')).toHaveLength(2);
});

test('a show() that waits while the page writes itself anew is answered, and ends with the page', async ({ page, puppet, shops }) => {
  await onClick(page, `const plan = 'pay-late'; globalThis.paid = ${REQUEST}.show().then(({ methodName }) => methodName); return true`);
  await rewrite(page);
  expect(await page.evaluate('paid')).toBe('interledger');

  await puppet.forget();
  await onClick(page, `const plan = 'wait'; globalThis.waits = ${REQUEST}.show(); return true`);
  await expect.poll(async () => (await puppet.heard()).map(({ type }) => type)).toContain('show');
  await rewrite(page);
  await page.goto(`${shops.origin}/elsewhere`);
  await expect.poll(async () => (await puppet.heard()).map(({ type }) => type)).toContain('disconnect');
});
