import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { World } from '../world.ts';
import { paySession, readProof, readSession, untilBooksAgree, untilPaid, untilStatus } from './opencharge-support.ts';
import { startTestWorld } from './support.ts';

let world: World;
beforeAll(async () => {
  world = await startTestWorld();
});
afterEach(() => world.faults.clear());
afterAll(async () => {
  await untilBooksAgree(world);
  expect(world.ledger.check()).toEqual([]);
  expect(world.violations).toEqual([]);
  await world.close();
});

test.each([
  ['directly', 'product-a', '200'],
  ['from the partner reserve', 'product-b', '300'],
  ['through the third party', 'product-c', '300'],
])('an order that is settled %s is paid, proven, and known to the merchant', async (_way, product, issuer) => {
  const opened = await world.openCharge.checkout(product);
  const session = await readSession(world, opened.sessionId);
  expect(session).toMatchObject({
    status: 'open',
    merchantOcid: '500',
    gatewayOcid: '200',
    order: opened.order,
    signature: opened.signature,
  });
  expect(opened.checkoutUrl).toBe(`https://paymentgateway.test/checkout/${opened.sessionId}`);
  expect((await world.fetch(`https://paymentgateway.test/opencharge/checkout/sessions/${opened.sessionId}/proof`)).status).toBe(404);
  await paySession(world, opened.sessionId);
  await untilStatus(world, opened.sessionId, 'completed');
  const { proof } = await readProof(world, opened.sessionId);
  expect(proof).toMatchObject({ issuer, to: { ocid: '500', reference: opened.orderId }, amount: session.order.amount, currency: 'USD' });
  await untilPaid(world, opened.orderId);
  const status = await world.fetch(`https://merchant.test/orders/${opened.orderId}/status`);
  expect(await status.json()).toEqual({ id: opened.orderId, status: 'paid', txid: proof.txid });
  const verify = await world.fetch(
    `https://${issuer === '200' ? 'paymentgateway' : 'merchantgateway'}.test/opencharge/verify/${proof.txid}`,
  );
  expect(await verify.json()).toEqual(await readProof(world, opened.sessionId));
  await untilBooksAgree(world);
});

test('without TLS, as in development, every address is one of localhost', async () => {
  const plain = await startTestWorld({ scheme: 'http' });
  try {
    const { sessionId, orderId, checkoutUrl } = await plain.openCharge.checkout('product-c');
    expect(checkoutUrl).toBe(`http://paymentgateway.localhost:${plain.port}/checkout/${sessionId}`);
    await paySession(plain, sessionId);
    await untilStatus(plain, sessionId, 'completed');
    await untilPaid(plain, orderId);
    await untilBooksAgree(plain);
  } finally {
    await plain.close();
  }
});
