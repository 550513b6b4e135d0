import { expect, test } from 'vitest';
import * as v from 'valibot';
import { purchase } from '../../demo/client/bare-client.ts';
import { createKey } from '../../demo/client/key.ts';
import { force } from '../../demo/forced-failures.ts';
import { startTestWorld } from '../../demo/tests/support.ts';
import type { World } from '../../demo/world.ts';
import { refusal, UNSURE } from '../../src/controllers/checkout/page-answers.ts';
import { ERRORS, isErrorCode } from '../../src/model/errors.ts';
import { type DocumentShop, fileInDocument, merchantsPage, startDocumentShop } from './document-shop.ts';

const orderSchema = v.object({ id: v.string(), incomingPayment: v.string(), currency: v.literal('MXN'), total: v.literal('1400.00') });

async function order(shop: DocumentShop) {
  const reply = await fetch(new URL('/orders', shop.url), { method: 'POST' });
  expect(reply.status).toBe(200);
  return v.parse(orderSchema, await reply.json());
}

async function pay(world: World, incomingPayment: string) {
  const key = createKey();
  world.addKey('cloudninebank', 'customer', JSON.stringify(key.jwk));
  const walletAddress = world.walletAddress('cloudninebank', 'customer');
  const login = { user: 'customer', password: 'demo' };
  return purchase({ fetch: world.fetch, key, walletAddress, login, incomingPayment });
}

async function withShop(scheme: 'http' | 'https', work: (world: World, shop: DocumentShop) => Promise<void>): Promise<void> {
  const world = await startTestWorld({ scheme });
  try {
    const shop = await startDocumentShop(world);
    try {
      await work(world, shop);
    } finally {
      await shop.close();
    }
  } finally {
    await world.close();
  }
}

const stateOf = async (shop: DocumentShop, id: string): Promise<unknown> => (await fetch(new URL(`/orders/${id}`, shop.url))).json();

test.each(['http', 'https'] as const)('the server in the document sells over %s, also to people who close the tab', (scheme) =>
  withShop(scheme, async (world, shop) => {
    expect(await (await fetch(shop.url)).text()).toBe(fileInDocument('index.html'));
    const { id, incomingPayment } = await order(shop);
    expect(await stateOf(shop, id)).toEqual({ paid: false });
    await pay(world, incomingPayment);
    // No page asks: the server finds it by itself.
    await shop.line(new RegExp(`^Order ${id} is paid\\.$`, 'm'));
    expect(await stateOf(shop, id)).toEqual({ paid: true });
    expect(world.balance('happylifebank', 'retailer')).toBe(140_000n);
    expect((await fetch(new URL('/orders/other', shop.url))).status).toBe(404);
    expect(world.violations).toEqual([]);
  }),
);

test('a payment that is forced to fail in part leaves a part at the shop, and the order unpaid', () =>
  withShop('http', async (world, shop) => {
    force(world.faults, ['partial']);
    const { id, incomingPayment } = await order(shop);
    await expect(pay(world, incomingPayment)).rejects.toThrow('failed');
    const received = world.balance('happylifebank', 'retailer');
    expect(received > 0n && received < 140_000n).toBe(true);
    expect(await stateOf(shop, id)).toEqual({ paid: false });
    expect(world.ledger.check()).toEqual([]);
  }));

test('the document has every message that the worker tells a page', () => {
  const codes = Object.keys(ERRORS).filter(isErrorCode);
  const told = [UNSURE, ...codes.map(refusal)].flatMap((reply) => (reply.type === 'error' ? [reply] : []));
  for (const { name, message } of told) expect(merchantsPage).toContain(`| \`${name}\` | ${message} |`);
});
