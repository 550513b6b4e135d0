import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nowSeconds } from '../opencharge/wire.ts';
import type { World } from '../world.ts';
import { answerOf, paySession, readProof, readSession, signedPost, untilBooksAgree, untilPaid, untilStatus } from './opencharge-support.ts';
import { startTestWorld } from './support.ts';

let directory: string;
let world: World;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tender-opencharge-'));
  world = await startTestWorld({ directory });
});
afterEach(async () => {
  await untilBooksAgree(world);
  expect(world.ledger.check()).toEqual([]);
  await world.close();
  rmSync(directory, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  await world.close();
  world = await startTestWorld({ directory });
}

test.each([
  ['product-a', 'merchant.test', /transfer\/webhook$/, 'drop-reply'],
  ['product-a', 'merchantgateway.test', /transfer\/webhook$/, 'drop-reply'],
  ['product-b', 'merchantgateway.test', /transfer\/create$/, 'drop-request'],
  ['product-b', 'merchantgateway.test', /transfer\/create$/, 'drop-reply'],
  ['product-b', 'merchant.test', /transfer\/webhook$/, 'drop-request'],
  ['product-c', 'merchantgateway.test', /payment\/create$/, 'drop-reply'],
  ['product-c', 'settlement.test', /transfer\/create$/, 'drop-reply'],
  ['product-c', 'merchantgateway.test', /payment\/settle$/, 'drop-request'],
  ['product-c', 'merchantgateway.test', /payment\/settle$/, 'drop-reply'],
] as const)(
  '%s: a world that ends while requests to %s %s meet %s goes on after it, with one payment',
  async (product, host, path, kind) => {
    const fault = world.faults.add({ kind, host, path, servers: true });
    const { orderId, sessionId } = await world.openCharge.checkout(product);
    await paySession(world, sessionId);
    await expect.poll(() => fault.hits, { timeout: 120_000, interval: 5 }).toBeGreaterThan(0);
    await restart();
    // Nobody reads the session, which would settle it too.
    await untilPaid(world, orderId);
    await untilStatus(world, sessionId, 'completed');
    await untilBooksAgree(world);
    const sales = world.ledger.transfers({ account: 'opencharge:300:account:500' });
    expect(sales.length).toBe(1);
  },
);

test('a session that is paid while its gateway is down is settled when it is back', async () => {
  const { orderId, sessionId } = await world.openCharge.checkout();
  world.faults.add({ kind: 'session-stalls' });
  await paySession(world, sessionId);
  expect((await readSession(world, sessionId)).status).toBe('open');
  await restart();
  await untilPaid(world, orderId);
  await untilStatus(world, sessionId, 'completed');
});

test('sessions, nonces, keys and proofs are there after a restart', async () => {
  const { orderId, sessionId, order, signature } = await world.openCharge.checkout();
  await paySession(world, sessionId);
  await untilPaid(world, orderId);
  await untilStatus(world, sessionId, 'completed');
  const proven = await readProof(world, sessionId);
  const message = { proof: proven.proof, signature: proven.signature };
  const webhook = 'https://merchant.test/opencharge/transfer/webhook';
  const timestamp = nowSeconds();
  expect((await signedPost(world, '200', webhook, message, { nonce: 'kept', timestamp })).status).toBe(200);
  await restart();
  expect(await readProof(world, sessionId)).toEqual(proven);
  expect(await answerOf(await signedPost(world, '200', webhook, message, { nonce: 'kept', timestamp }))).toEqual([401, 'NONCE_REUSED']);
  const urls = { success: 'https://merchant.test/s', cancel: 'https://merchant.test/c' };
  const url = 'https://paymentgateway.test/opencharge/checkout/create';
  const again = await signedPost(world, '300', url, { order, signature, merchantOcid: '500', urls });
  expect([again.status, await again.json()]).toMatchObject([200, { session_id: sessionId }]);
});
