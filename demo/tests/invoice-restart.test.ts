import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BareClient } from '../client/bare-client.ts';
import { InvoiceClient } from '../client/invoice-client.ts';
import { ledgerIds } from '../money/ledger-ids.ts';
import type { World } from '../world.ts';
import { agreed, payer, until, type Payer } from './invoice-support.ts';
import { idOf, startTestWorld } from './support.ts';

let directory: string;
let world: World;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tender-invoice-'));
  world = await startTestWorld({ directory });
});
afterEach(async () => {
  expect(world.ledger.check()).toEqual([]);
  await world.close();
  rmSync(directory, { recursive: true, force: true });
});

/** The same payer in the next world. */
async function restarted(who: Payer): Promise<InvoiceClient> {
  await world.close();
  world = await startTestWorld({ directory });
  return new InvoiceClient(new BareClient(world.fetch, who.key, who.wallet.id), who.wallet);
}

const reserved = () => world.ledger.balance(ledgerIds.reserved({ wallet: 'cloudninebank', user: 'customer' }));
const hooks = () => world.requests.matching({ host: 'shop.test', path: /^\/webhooks\// });

test('a payment that was not begun is made after the restart, once', async () => {
  const who = await payer(world);
  const invoice = world.acquirer.invoice({ account: 'merchant', amount: 200n });
  const { quote, token } = await agreed(who, invoice);
  const stalled = world.faults.add({ kind: 'settlement-stalls' });
  const { id } = await who.issuer.pay(quote, token, { key: 'k' });
  await until(() => stalled.hits > 0);
  expect([reserved(), world.acquirer.received(invoice)]).toEqual([202n, 0n]);
  const issuer = await restarted(who);
  expect((await issuer.ended(id, token)).state).toBe('completed');
  expect((await issuer.find('k', token))?.id).toBe(id);
  expect([reserved(), world.acquirer.received(invoice)]).toEqual([0n, 200n]);
  expect(world.ledger.paymentsInto(idOf(invoice))).toBe(1);
});

test('a payment interrupted between packets goes on where it stopped', async () => {
  const who = await payer(world);
  const invoice = world.acquirer.invoice({ account: 'merchant', amount: 40_000n, packetDelayMs: 20 });
  const { quote, token } = await agreed(who, invoice);
  const { id } = await who.issuer.pay(quote, token, { key: 'k' });
  await until(() => world.acquirer.received(invoice) > 0n);
  const before = world.acquirer.received(invoice);
  const issuer = await restarted(who);
  expect(before).toBeLessThan(40_000n);
  world.acquirer.change(invoice, { packetDelayMs: 0 });
  expect(await issuer.ended(id, token)).toMatchObject({ state: 'completed', deliveredAmount: { value: '40000' } });
  expect(world.acquirer.received(invoice)).toBe(40_000n);
  expect(world.balance('cloudninebank', 'customer')).toBe(50_000n - 40_400n);
  expect(world.ledger.paymentsInto(idOf(invoice))).toBe(1);
});

test('an invoice that expired while the world was down: what is left comes back', async () => {
  const who = await payer(world);
  const invoice = world.acquirer.invoice({ account: 'merchant', amount: 40_000n, packetDelayMs: 20 });
  const { quote, token } = await agreed(who, invoice);
  const { id } = await who.issuer.pay(quote, token, { key: 'k' });
  await until(() => world.acquirer.received(invoice) > 0n);
  world.acquirer.change(invoice, { expiresAt: new Date().toISOString() });
  const issuer = await restarted(who);
  const received = world.acquirer.received(invoice);
  expect(await issuer.ended(id, token)).toMatchObject({ state: 'partial', error: 'invoice_expired' });
  expect(world.acquirer.received(invoice)).toBe(received);
  expect(world.balance('cloudninebank', 'customer')).toBe(50_000n - received - received / 100n);
  expect(reserved()).toBe(0n);
});

test('a webhook that nobody took is sent by the next world', async () => {
  const who = await payer(world);
  world.faults.add({ kind: 'status-500', host: 'shop.test', servers: true });
  const invoice = world.acquirer.invoice({ account: 'merchant', amount: 200n });
  const { quote, token } = await agreed(who, invoice);
  await who.issuer.ended((await who.issuer.pay(quote, token, { key: 'k' })).id, token);
  await until(() => hooks().some(({ status }) => status === 500));
  const { body } = hooks()[0] ?? expect.unreachable();
  await restarted(who);
  await until(() => hooks().some(({ status }) => status === 204));
  expect(hooks()[0]?.body).toBe(body);
});
