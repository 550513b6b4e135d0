import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BareClient } from '../client/bare-client.ts';
import type { World } from '../world.ts';
import { idOf, incomingPayment, person, quoteFor, settled, spendingGrant, startTestWorld } from './support.ts';

let directory: string;
let world: World;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tender-restart-'));
  world = await startTestWorld({ directory });
});
afterEach(async () => {
  expect(world.ledger.check()).toEqual([]);
  await world.close();
  rmSync(directory, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  await world.close();
  world = await startTestWorld({ directory });
}

async function startedPayment(value: string) {
  const payer = await person(world, 'cloudninebank', 'customer');
  const receiver = await incomingPayment(world, value);
  const quote = await quoteFor(payer, receiver);
  const { access_token: token } = await spendingGrant(payer, {});
  const payment = await payer.client.createOutgoingPayment(payer.wallet, token.value, { quoteId: quote.id });
  return { payer, receiver, payment, token: token.value };
}

test('keys, grants, balances and payments are there after a restart', async () => {
  const { payer, receiver, payment, token } = await startedPayment('140000');
  await settled(world, payer, payment, token);
  await restart();
  const client = new BareClient(world.fetch, payer.key, payer.wallet.id);
  expect((await client.outgoingPayment(payment.id, token)).sentAmount.value).toBe('8000');
  expect(world.balance('cloudninebank', 'customer')).toBe(41_920n);
  expect(world.ledger.paymentsInto(idOf(receiver))).toBe(1);
});

test('a payment that was not begun is made after the restart, once', async () => {
  world.faults.add({ kind: 'settlement-stalls' });
  const { payer, receiver, payment, token } = await startedPayment('140000');
  await expect.poll(() => world.ledger.balance('cloudninebank:reserved:customer'), { timeout: 120_000 }).toBe(8_080n);
  await restart();
  await settled(world, { ...payer, client: new BareClient(world.fetch, payer.key, payer.wallet.id) }, payment, token);
  expect(world.balance('cloudninebank', 'customer')).toBe(41_920n);
  expect(world.balance('happylifebank', 'retailer')).toBe(140_000n);
  expect(world.ledger.paymentsInto(idOf(receiver))).toBe(1);
});

test('a payment interrupted between packets goes on where it stopped', async () => {
  const { payer, payment, token } = await startedPayment('700000');
  const sends = () => world.ledger.transfers({ outgoingPayment: idOf(payment.id) }).filter(({ kind }) => kind === 'send');
  while (sends().length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  const before = sends().length;
  await restart();
  expect(before).toBeLessThan(16);
  await settled(world, { ...payer, client: new BareClient(world.fetch, payer.key, payer.wallet.id) }, payment, token);
  expect(world.balance('cloudninebank', 'customer')).toBe(50_000n - 40_400n);
  expect(world.balance('happylifebank', 'retailer')).toBe(700_000n);
  expect(world.ledger.balance('cloudninebank:reserved:customer')).toBe(0n);
});

test('a second world on the same files is refused while the first runs elsewhere, close is repeatable', async () => {
  await world.close();
  await world.close();
  world = await startTestWorld({ directory });
});
