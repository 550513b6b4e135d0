import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { incomingPayment, person, startTestWorld } from '../../../demo/tests/support.ts';
import type { World } from '../../../demo/world.ts';
import { createRig, consent, follow, intentFor, price } from '../../../tests/rails/rig.ts';
import type { Scripted } from '../../../tests/rails/scripted-wallets.ts';
import { incoming, openScripted, quote, refuse } from '../../../tests/rails/scripted-wallets.ts';

const HOUR = 60 * 60_000;
const CLOCKS = [
  ['slow', -2 * HOUR],
  ['fast', 2 * HOUR],
] as const;

describe.each(CLOCKS)('a clock that is two hours %s', (_name, clockOff) => {
  let world: World;
  beforeAll(async () => {
    world = await startTestWorld();
  });
  afterAll(() => world.close());

  test('pays a wallet address, and names no moment to its wallet', async () => {
    const b = createRig(world, await person(world, 'cloudninebank', 'customer'), { clockOff });
    world.requests.clear();
    const payee = world.walletAddress('happylifebank', 'retailer');
    const payment = await consent(world, b, await price(b, intentFor(b.rail, 'walletAddress', payee)));
    const [made] = world.requests.matching({ method: 'POST', path: /\/incoming-payments$/ });
    expect(JSON.parse(made?.body ?? '')).not.toHaveProperty('expiresAt');
    const sent = await b.rail.submit(payment, b.tools);
    expect(await follow(b, payment, sent.state)).toMatchObject({ status: 'completed' });
  });

  test('pays an order that ends in an hour, and not one that is over', async () => {
    const b = createRig(world, await person(world, 'cloudninebank', 'customer'), { clockOff });
    const target = await incomingPayment(world, '140000', { expiresAt: new Date(Date.now() + HOUR).toISOString() });
    const { quote: priced } = await price(b, intentFor(b.rail, 'incomingPayment', target));
    expect(priced.expiresAt).toBeGreaterThan(Date.now() + clockOff);
    const soon = Date.now() + 1_000;
    const over = await incomingPayment(world, '140000', { expiresAt: new Date(soon).toISOString() });
    await expect(price(b, intentFor(b.rail, 'incomingPayment', over))).rejects.toMatchObject({ code: 'payable-expired' });
    await expect.poll(() => Date.now(), { timeout: 10_000 }).toBeGreaterThan(soon);
    await expect(price(b, intentFor(b.rail, 'incomingPayment', over))).rejects.toMatchObject({ code: 'payable-expired' });
  });
});

describe('two wallets whose clocks are not ours', () => {
  let w: Scripted;
  beforeAll(async () => {
    w = await openScripted();
  });
  beforeEach(() => w.reset());
  afterAll(() => w.close());
  const OURS = Date.parse('2026-11-21T10:00:00Z');
  const at = (off: number): string => new Date(OURS + off).toISOString();

  test.each([
    ['two hours ahead', 2 * HOUR + 300_000],
    ['two hours behind', -2 * HOUR + 300_000],
  ])('a price whose end alone is told, by a clock %s, holds for a while and not for hours', async (_name, off) => {
    w.on('POST bank.example/quotes', { status: 201, json: quote({ createdAt: undefined, expiresAt: at(off) }) });
    const { quote: priced } = await w.price();
    expect(priced.expiresAt).toBe(OURS + 300_000);
  });

  test('an order without methods is over, when it has a time', async () => {
    w.on('GET shop.example/incoming-payments/1', ({ headers }) =>
      headers['authorization'] ? { json: incoming({ methods: [], expiresAt: at(HOUR) }) } : undefined,
    );
    await expect(w.price()).rejects.toMatchObject({ code: 'payable-expired' });
  });

  const VAGUE = refuse(401, 'Signature validation error: provided signature is invalid');
  test.each([
    ['POST bank.example/quotes', 'bank.example'],
    ['POST auth.bank.example/', 'auth.bank.example'],
  ])('a signature that %s refuses without a reason: the clock is named where the dates differ', async (route, host) => {
    w.on(route, { ...VAGUE, date: new Date(OURS + 2 * HOUR).toUTCString() });
    await expect(w.price()).rejects.toMatchObject({ code: 'clock-skew', params: { host } });
    w.on(route, { ...VAGUE, date: new Date(OURS + 1_000).toUTCString() });
    await expect(w.price()).rejects.toMatchObject({ code: 'key-removed' });
    w.on(route, VAGUE);
    await expect(w.price()).rejects.toMatchObject({ code: 'key-removed' });
  });

  test('a key that is not there is not the clock', async () => {
    const missing = refuse(401, 'Signature validation error: could not find key in list of client keys');
    w.on('POST bank.example/quotes', { ...missing, date: new Date(OURS + 2 * HOUR).toUTCString() });
    await expect(w.price()).rejects.toMatchObject({ code: 'key-removed' });
  });

  test.each([
    ['gives no right to read', 'POST auth.shop.example/'],
    ['shows nothing', 'GET shop.example/incoming-payments/1'],
  ])('a payee’s server that finds our signature too old and so %s: the clock is named, not the shop', async (_name, route) => {
    const stale = refuse(401, 'Signature validation error: signature is too old');
    w.on(route, ({ headers }) => (headers['signature'] ? stale : undefined));
    await expect(w.price()).rejects.toMatchObject({ code: 'clock-skew' });
  });

  test('a payee’s server that finds it too old while the payment is read is read without one', async () => {
    const payment = await w.agree();
    const stale = refuse(401, 'Signature validation error: signature is too old');
    w.on('GET shop.example/incoming-payments/1', ({ headers }) => (headers['signature'] ? stale : undefined));
    w.on('GET bank.example/outgoing-payments/*', { status: 200, json: {} });
    expect(await w.rail.reconcile(payment, w.tools)).toMatchObject({ status: 'unknown' });
    expect(w.asked('GET shop.example/incoming-payments/1').filter(({ headers }) => !headers['signature']).length).toBeGreaterThan(1);
  });
});
