import { expect, onClick, test } from '../fixtures/page-bridge.ts';

/** Shows a payment by this plan, and goes on without waiting for its end. */
const show = (plan: string) => `
  const request = new PaymentRequest([{ supportedMethods: 'interledger', data: { plan: '${plan}' } }], { total: { label: 'x', amount: { currency: 'USD', value: '1.00' } }, id: 'order-1' });
  const promise = request.show(globalThis.details);
  globalThis.request = request;
  globalThis.outcome = promise.then(String, String);
`;

test('the same show is sent again when the worker hangs up', async ({ page, puppet }) => {
  await onClick(page, show('hang-up-once'));
  expect(await page.evaluate('outcome')).toBe('[object PaymentResponse]');
  const shows = (await puppet.heard()).filter(({ type }) => type === 'show');
  const sent = { type: 'show', requestId: 'order-1', data: { plan: 'hang-up-once' }, pending: false };
  expect(shows).toMatchObject([sent, { ...sent, again: true }]);
  expect(shows[0]).not.toHaveProperty('again');
});

test('a worker that is killed is woken, and learns everything again', async ({ page, puppet }) => {
  await page.evaluate(`globalThis.details = new Promise((resolve) => { globalThis.settle = resolve; }); undefined`);
  await onClick(page, show('pay-when-asked-again-later'));
  await expect.poll(async () => (await puppet.heard()).some(({ type }) => type === 'show')).toBe(true);
  await page.evaluate(`settle({ total: { label: 'y', amount: { currency: 'USD', value: '2.00' } } })`);
  await expect.poll(async () => (await puppet.heard()).some(({ type }) => type === 'update')).toBe(true);
  await puppet.kill();
  await expect.poll(async () => (await puppet.heard()).map(({ type }) => type)).toEqual(['connect', 'show', 'update']);
  expect((await puppet.heard()).slice(1)).toMatchObject([
    { again: true, pending: false, details: { total: { value: '2.00' } } },
    { details: { total: { value: '2.00' } } },
  ]);
  expect(await page.evaluate(`request.abort().then(String, String)`)).toBe('undefined');
  expect(await page.evaluate('outcome')).toBe('AbortError: The website has aborted the payment');
});

test('three deaths in a row', async ({ page, puppet }) => {
  await onClick(page, show('hang'));
  for (let death = 0; death < 3; death++) {
    await expect.poll(async () => (await puppet.heard()).some(({ type }) => type === 'show')).toBe(true);
    await puppet.kill();
  }
  await expect.poll(async () => (await puppet.heard()).some(({ type }) => type === 'show')).toBe(true);
  expect(await page.evaluate('Promise.race([outcome, "still open"])')).toBe('still open');
});

test('a death after the answer changes nothing', async ({ page, puppet }) => {
  await onClick(page, show('pay'));
  expect(await page.evaluate('outcome')).toBe('[object PaymentResponse]');
  await puppet.kill();
  await page.waitForTimeout(300);
  expect(await page.evaluate(`outcome.then(() => 'as before')`)).toBe('as before');
});

test('a page that goes away hangs up, and comes back from the cache with its payment ended', async ({ page, puppet, shops }) => {
  await onClick(page, show('hang'));
  await expect.poll(async () => (await puppet.heard()).some(({ type }) => type === 'show')).toBe(true);
  await page.goto(`${shops.otherOrigin}/`);
  await expect.poll(async () => (await puppet.heard()).map(({ type }) => type)).toEqual(['connect', 'show', 'disconnect']);
  await page.goBack();
  const outcome = await page.evaluate('globalThis.outcome ?? "loaded anew"');
  expect(['AbortError: The page went away.', 'loaded anew']).toContain(outcome);
  expect((await puppet.heard()).filter(({ type }) => type === 'show')).toHaveLength(1);
});

test('a page event that only looks like going away ends nothing', async ({ page }) => {
  await onClick(page, show('pay-late'));
  await page.evaluate(`dispatchEvent(new PageTransitionEvent('pagehide'))`);
  expect(await page.evaluate('outcome')).toBe('[object PaymentResponse]');
});

test('an extension that is removed ends the payment in clear words', async ({ puppet, page }) => {
  await onClick(page, show('hang'));
  await expect.poll(async () => (await puppet.heard()).some(({ type }) => type === 'show')).toBe(true);
  await puppet.reload();
  expect(await page.evaluate('outcome')).toBe(
    'OperationError: The wallet extension was updated or removed. If the payment was approved, check with the shop before paying again.',
  );
  // What is left in the page says the same to a new payment.
  await onClick(page, show('pay'));
  expect(await page.evaluate('outcome')).toMatch(/^OperationError: The wallet extension was updated or removed/);
});
