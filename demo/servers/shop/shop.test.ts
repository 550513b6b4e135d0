import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { purchase } from '../../client/bare-client.ts';
import { createKey } from '../../client/key.ts';
import { oddProductIds, shelvedProducts } from './products.ts';
import type { World } from '../../world.ts';
import { incomingPayment, startTestWorld } from '../../tests/support.ts';

const checkoutSchema = v.object({
  order: v.string(),
  data: v.record(v.string(), v.string()),
  details: v.object({
    total: v.object({ label: v.string(), amount: v.object({ currency: v.string(), value: v.string() }) }),
    displayItems: v.optional(v.array(v.object({ amount: v.object({ value: v.string() }) }))),
  }),
});

let world: World;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  expect(world.violations).toEqual([]);
  await world.close();
});

const shop = (path: string) => `${world.hosts.origin('shop')}${path}`;
const text = async (path: string) => (await world.fetch(shop(path))).text();
const post = async (path: string) => (await world.fetch(shop(path), { method: 'POST' })).json() as Promise<unknown>;
const checkout = async (product: string) => v.parse(checkoutSchema, await post(`/api/checkouts/${product}`));

describe('the shop', () => {
  test('shows its shelf, and every product, odd ones too, has a page', async () => {
    const front = await text('/');
    for (const { id } of shelvedProducts()) expect(front).toContain(`/products/${id}`);
    for (const id of oddProductIds()) {
      expect(front).not.toContain(`/products/${id}`);
      expect(await text(`/products/${id}`)).toContain('Pay with your wallet');
    }
  });

  test('believes its wallet: waiting before, paid after', async () => {
    const { order, data, details } = await checkout('shoes');
    expect(details.total.amount).toEqual({ currency: 'MXN', value: '1400.00' });
    expect(await post(`/api/orders/${order}/check`)).toMatchObject({ status: 'waiting' });
    expect(await text(`/orders/${order}`)).toContain('Waiting for payment');
    const key = createKey();
    world.addKey('cloudninebank', 'customer', JSON.stringify(key.jwk));
    await purchase({
      fetch: world.fetch,
      key,
      walletAddress: world.walletAddress('cloudninebank', 'customer'),
      login: { user: 'customer', password: 'demo' },
      incomingPayment: data['incomingPayment'] ?? '',
    });
    expect(await post(`/api/orders/${order}/check`)).toMatchObject({ status: 'paid', received: '140000' });
    expect(await text(`/orders/${order}`)).toContain('>Paid<');
  });

  test.each([
    ['paper', 'JPY', '2400'],
    ['saffron', 'JOD', '4.325'],
    ['paragraph', 'USD', '0.001234567'],
    ['total-lies', 'MXN', '1.20'],
    ['wrong-currency', 'EUR', '120.00'],
    ['too-fine', 'MXN', '120.005'],
  ])('%s asks for %s %s', async (product, currency, value) => {
    expect((await checkout(product)).details.total.amount).toEqual({ currency, value });
  });

  test.each([
    ['wallet-address', ['walletAddress']],
    ['two-rails', ['incomingPayment', 'walletAddress']],
    ['no-rail', []],
  ])('%s names its ways to pay', async (product, names) => {
    expect(Object.keys((await checkout(product)).data)).toEqual(names);
  });

  test('expired, completed and unknown incoming payments are what they say', async () => {
    const statusOf = async (product: string) => {
      const { data } = await checkout(product);
      return (await world.fetch(data['incomingPayment'] ?? '')).status;
    };
    expect(await statusOf('expired')).toBe(200);
    expect(await statusOf('completed')).toBe(200);
    expect(await statusOf('unknown')).toBe(401);
  });

  test('takes a page’s word for no payment that is not its own', async () => {
    const { order } = await checkout('wallet-address');
    const claim = (url: string) =>
      world.fetch(shop(`/api/orders/${order}/claim?incomingPayment=${encodeURIComponent(url)}`), { method: 'POST' });
    expect((await claim('https://evil.test/incoming-payments/1')).status).toBe(400);
    const own = await incomingPayment(world, '12000');
    expect((await claim(own)).status).toBe(200);
    expect(await post(`/api/orders/${order}/check`)).toMatchObject({ status: 'waiting' });
    expect((await claim(own)).status).toBe(400);
  });
});
