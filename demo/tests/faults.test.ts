import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { checkedInteractRef } from '../client/bare-client.ts';
import { giveConsent } from '../client/wallet-pages.ts';
import type { FaultKind } from '../world.ts';
import type { World } from '../world.ts';
import { failure, idOf, incomingPayment, person, quoteFor, settled, spendingGrant, startTestWorld, type Person } from './support.ts';

let world: World;
let customer: Person;
const HOST = 'cloudninebank.test';

beforeAll(async () => {
  world = await startTestWorld();
  customer = await person(world, 'cloudninebank', 'customer');
});
afterEach(() => world.faults.clear());
afterAll(async () => {
  expect(world.ledger.check()).toEqual([]);
  await world.close();
});

const getWallet = () => world.fetch(customer.wallet.id, { redirect: 'manual' });

test('a dropped request has no effect, a dropped reply has its effect, and both look the same', async () => {
  const receiver = await incomingPayment(world, '1000');
  const { access_token: token } = await spendingGrant(customer, {});
  const quote = await quoteFor(customer, receiver);
  const pay = () => customer.client.createOutgoingPayment(customer.wallet, token.value, { quoteId: quote.id });
  const read = () => customer.client.outgoingPayment(quote.id.replace('/quotes/', '/outgoing-payments/'), token.value);

  world.faults.add({ kind: 'drop-request', host: HOST, method: 'POST', path: /outgoing-payments$/, times: 1 });
  await expect(pay()).rejects.toThrow('fetch failed');
  expect((await failure(read())).status).toBe(401);
  world.faults.add({ kind: 'drop-reply', host: HOST, method: 'POST', path: /outgoing-payments$/, times: 1 });
  await expect(pay()).rejects.toThrow('fetch failed');
  const payment = await read();
  await settled(world, customer, payment, token.value);
  expect(world.ledger.paymentsInto(idOf(receiver))).toBe(1);
});

test('a request that arrives twice makes one payment from one quote', async () => {
  const receiver = await incomingPayment(world, '1000');
  const { access_token: token } = await spendingGrant(customer, {});
  const quote = await quoteFor(customer, receiver);
  world.faults.add({ kind: 'duplicate', method: 'POST', path: /outgoing-payments$/, times: 1 });
  const payment = await customer.client.createOutgoingPayment(customer.wallet, token.value, { quoteId: quote.id });
  await settled(world, customer, payment, token.value);
  expect(world.ledger.paymentsInto(idOf(receiver))).toBe(1);
});

test('broken servers', async () => {
  const rule = (kind: FaultKind, more = {}) => world.faults.add({ kind, host: HOST, path: /customer$/, times: 1, ...more });
  rule('status-500');
  expect([(await getWallet()).status, (await getWallet()).status]).toEqual([500, 200]);
  rule('html');
  expect((await getWallet()).headers.get('content-type')).toContain('text/html');
  rule('huge-body');
  expect((await (await getWallet()).text()).length).toBeGreaterThan(5_000_000);
  rule('nested-json');
  expect((await (await getWallet()).text()).startsWith('{"a":{"a":')).toBe(true);
  rule('redirect', { to: 'https://elsewhere.test/customer' });
  expect((await getWallet()).headers.get('location')).toBe('https://elsewhere.test/customer');
  rule('delay', { ms: 60 });
  const start = Date.now();
  await getWallet();
  expect(Date.now() - start).toBeGreaterThanOrEqual(55);
  rule('hang');
  await expect(world.fetch(customer.wallet.id, { signal: AbortSignal.timeout(80) })).rejects.toThrow();
});

test('the wrong hash, and a grant wider than asked for', async () => {
  const asked = { receiver: 'https://x.test/incoming-payments/1', debitAmount: { value: '100', assetCode: 'USD', assetScale: 2 } };
  const access = [{ type: 'outgoing-payment', actions: ['create'], identifier: customer.wallet.id, limits: asked }];
  const finish = { uri: 'https://client.test/f', nonce: 'n' };
  const pending = await customer.client.interactiveGrant(customer.wallet.authServer, access, finish);
  world.faults.add({ kind: 'wrong-hash', times: 1 });
  const back = await giveConsent(world.fetch, pending.interact.redirect, finish.uri, { login: customer.login, allow: true });
  expect(() => checkedInteractRef(back, 'n', pending, customer.wallet.authServer)).toThrow('wrong interaction hash');

  world.faults.add({ kind: 'wider-limits', times: 1 });
  const wider = await spendingGrant(customer, asked);
  expect(wider.access_token.access[0]).toMatchObject({ limits: { debitAmount: { value: '1000' } } });
  world.faults.add({ kind: 'extra-access', times: 1 });
  expect((await spendingGrant(customer, asked)).access_token.access).toHaveLength(2);
  world.faults.add({ kind: 'other-identifier', times: 1 });
  const other = (await spendingGrant(customer, asked)).access_token.access[0];
  expect(other).toMatchObject({ identifier: 'https://cloudninebank.test/somebody' });
});

test('quotes that lie or rise', async () => {
  const receiver = await incomingPayment(world, '140000');
  world.faults.add({ kind: 'quote-receive-amount', times: 1 });
  expect((await quoteFor(customer, receiver)).receiveAmount.value).toBe('126000');
  world.faults.add({ kind: 'quote-receive-asset', times: 1 });
  expect((await quoteFor(customer, receiver)).receiveAmount.assetCode).toBe('EUR');
  world.faults.add({ kind: 'quote-debit-rises', times: 1 });
  expect((await quoteFor(customer, receiver)).debitAmount.value).toBe('8888');
  expect((await quoteFor(customer, receiver)).debitAmount.value).toBe('8080');
});

test('a clock that is off, a key that is gone, a settlement that never ends', async () => {
  const ask = () => customer.client.grant(customer.wallet.authServer, [{ type: 'quote', actions: ['create'] }]);
  world.faults.add({ kind: 'clock-skew', seconds: 3_600, times: 1 });
  expect((await failure(ask())).status).toBe(401);
  world.faults.add({ kind: 'key-removed', path: /customer/, times: 1 });
  expect((await failure(ask())).status).toBe(400);
  await ask();

  const receiver = await incomingPayment(world, '1000');
  const { access_token: token } = await spendingGrant(customer, {});
  world.faults.add({ kind: 'settlement-stalls' });
  const quote = await quoteFor(customer, receiver);
  const payment = await customer.client.createOutgoingPayment(customer.wallet, token.value, { quoteId: quote.id });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const later = await customer.client.outgoingPayment(payment.id, token.value);
  expect([later.failed, later.sentAmount.value]).toEqual([false, '0']);
});
