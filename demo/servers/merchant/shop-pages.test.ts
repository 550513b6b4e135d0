import { afterAll, beforeAll, expect, test } from 'vitest';
import { isSignedObject } from '../../opencharge/signature.ts';
import { startTestWorld } from '../../tests/support.ts';
import type { World } from '../../world.ts';
import { products } from './products.ts';

let world: World;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(() => world.close());

const text = async (path: string) => (await world.fetch(`https://merchant.test${path}`)).text();
const order = (product: string) => world.fetch(`https://merchant.test/api/orders/${product}`, { method: 'POST' });

test('each product has a page with a button for each way to pay', async () => {
  const front = await text('/');
  for (const { id } of products) {
    expect(front).toContain(`/products/${id}`);
    const page = await text(`/products/${id}`);
    expect(page).toContain('id="pay"');
    expect(page).toContain('id="hosted"');
  }
  expect((await world.fetch('https://merchant.test/products/none')).status).toBe(404);
});

test('an order for PaymentRequest: signed, with the address of its hosted checkout', async () => {
  const body = (await (await order('product-a')).json()) as {
    checkoutUrl: string;
    data: { opencharge: { order: object; signature: string; merchantOcid: string; checkoutUrl: string } };
    details: object;
  };
  const { opencharge } = body.data;
  expect(opencharge).toMatchObject({ merchantOcid: '500', checkoutUrl: body.checkoutUrl, order: { ocid: '500', amount: '99.99' } });
  expect(body.details).toEqual({ total: { label: 'Product A', amount: { currency: 'USD', value: '99.99' } } });
  const metadata = (await (await world.fetch('https://merchant.test/opencharge/metadata.json')).json()) as {
    config: { publicKey: string };
  };
  expect(isSignedObject(opencharge.order, opencharge.signature, metadata.config.publicKey)).toBe(true);
});

test('an order that cannot be settled is refused before anything is paid', async () => {
  const answer = await order('product-d');
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('ISSUER_NOT_ACCEPTED')]);
});

test('the registry: OCIDs that are registered, and that are not', async () => {
  const resolve = (ocid: string) => world.fetch(`https://registry.test/ocids/${ocid}`);
  expect(await (await resolve('500')).json()).toEqual({ ocid: '500', metadataUrl: 'https://merchant.test/opencharge/metadata.json' });
  const unknown = await resolve('501');
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { code: 'UNKNOWN_OCID' } }]);
});
