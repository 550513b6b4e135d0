import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readSession, untilBooksAgree, untilPaid, untilStatus } from '../../../demo/tests/opencharge-support.ts';
import { person, startTestWorld } from '../../../demo/tests/support.ts';
import type { World } from '../../../demo/world.ts';
import type { Rig } from '../../../tests/rails/rig.ts';
import { consent, createRig, follow, intentFor, price } from '../../../tests/rails/rig.ts';
import type { Intent } from '../../model/intent.ts';
import type { Outcome, RailPayment } from '../../model/rail.ts';
import { openChargeRail } from './rail.ts';
import { isSignedBy } from './signature.ts';

type Opened = Awaited<ReturnType<World['openCharge']['checkout']>>;

let world: World;
let b: Rig;
beforeAll(async () => {
  world = await startTestWorld({ timing: { wait: 1, openChargeMs: 20 } });
});
beforeEach(async () => {
  world.faults.clear();
  const evidence = { isUsed: () => Promise.resolve(false) };
  b = createRig(world, await person(world, 'cloudninebank', 'customer'), {
    over: (inner, deps) => openChargeRail({ ...deps, evidence }, new Map([[inner.id, inner]])),
  });
});
afterAll(async () => {
  expect(world.ledger.check()).toEqual([]);
  await world.close();
});

function intentOf({ order, signature, merchantOcid, checkoutUrl }: Opened, more: object = {}): Intent {
  const { amount, currency } = v.parse(v.object({ amount: v.string(), currency: v.string() }), order);
  const base = intentFor(createRig(world, b.payer).rail, 'incomingPayment', 'https://x.test/incoming-payments/1', amount, currency);
  return { ...base, request: b.rail.parseRequest('opencharge', { order, signature, merchantOcid, checkoutUrl, ...more }) };
}

/** Pays at the wallet. The payment as it was submitted. */
async function pay(opened: Opened): Promise<RailPayment> {
  const agreed = await consent(world, b, await price(b, intentOf(opened)));
  const { state } = await b.rail.submit(agreed, b.tools);
  return { ...agreed, state };
}

describe('an order of the demo’s merchant', () => {
  it.each([
    ['directly', 'product-a', '200'],
    ['from the partner reserve', 'product-b', '300'],
    ['through the third party', 'product-c', '300'],
  ])('that is settled %s is paid, with the proof', async (_way, product, issuer) => {
    const opened = await world.openCharge.checkout(product);
    const payment = await pay(opened);
    expect(payment.payable).toMatchObject({
      order: {
        merchant: { id: '500', name: 'Merchant Store', host: 'merchant.test' },
        gateway: { id: '200', name: 'Lantern Pay', host: 'paymentgateway.test' },
      },
    });
    const outcome = await follow(b, payment, payment.state);
    expect(outcome).toMatchObject({
      status: 'completed',
      evidence: [{ kind: 'signed-order' }, { kind: 'signed-proof', signer: { id: issuer } }],
    });
    if (outcome.status === 'completed') {
      for (const { statement, signature, signer } of outcome.evidence ?? [])
        expect(await isSignedBy(statement, signature, signer.publicKey)).toBe(true);
    }
    await untilPaid(world, opened.orderId);
    await untilBooksAgree(world);
  });

  it('is read from its hosted page, as the shop asks for it', async () => {
    const opened = await world.openCharge.checkout();
    const request = await b.rail.readHostedRequest?.(opened.checkoutUrl, b.tools.signal);
    expect(request).toEqual(intentOf(opened).request);
  });

  it('is cancelled at its gateway', async () => {
    const opened = await world.openCharge.checkout();
    const { state } = await price(b, intentOf(opened));
    await b.rail.cancel?.(state, b.tools.signal);
    expect(await readSession(world, opened.sessionId)).toMatchObject({ status: 'cancelled' });
    await expect(price(b, intentOf(opened))).rejects.toMatchObject({ code: 'payable-expired' });
  });

  it('is not cancelled once it is paid', async () => {
    const opened = await world.openCharge.checkout();
    const payment = await pay(opened);
    await untilStatus(world, opened.sessionId, 'completed');
    await b.rail.cancel?.(payment.state, b.tools.signal);
    expect(await readSession(world, opened.sessionId)).toMatchObject({ status: 'completed' });
  });

  it.each(['metadata-flat'] as const)('is verified by %s', async (kind) => {
    world.faults.add({ kind, host: 'merchant.test' });
    const opened = await world.openCharge.checkout();
    await expect(price(b, intentOf(opened))).resolves.toMatchObject({ payable: { order: { merchant: { id: '500' } } } });
  });

  it('is verified by a key that replaced another', async () => {
    const before = await world.openCharge.checkout();
    await price(b, intentOf(before));
    world.openCharge.rotateKey('500');
    await expect(price(b, intentOf(await world.openCharge.checkout()))).resolves.toMatchObject({ quote: {} });
  });
});

describe('a gateway that takes any order', () => {
  it.each([
    ['order-naive-json', 'order-not-signed'],
    ['order-tampered', 'order-not-signed'],
    ['order-high-s', 'order-not-signed'],
    ['order-wrong-v', 'order-not-signed'],
    ['order-expired', 'payable-expired'],
  ] as const)('does not get it paid: %s', async (kind, code) => {
    world.faults.add({ kind: 'order-unchecked' });
    world.faults.add({ kind });
    const opened = await world.openCharge.checkout();
    await expect((async () => await price(b, intentOf(opened)))()).rejects.toMatchObject({ code });
  });

  it('does not get it paid: an order that says that it is another merchant’s', async () => {
    world.faults.add({ kind: 'order-unchecked' });
    world.faults.add({ kind: 'order-other-ocid' });
    const opened = await world.openCharge.checkout();
    expect(() => intentOf(opened)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });

  it('nor one whose session shows another amount', async () => {
    const opened = await world.openCharge.checkout();
    world.faults.add({ kind: 'session-other-amount' });
    await expect(price(b, intentOf(opened))).rejects.toMatchObject({ code: 'not-a-gateway' });
  });

  it.each([
    ['metadata-other-key', 'malformed'],
    ['metadata-huge', 'too-large'],
  ] as const)('nor one of a merchant with %s', async (kind, code) => {
    const opened = await world.openCharge.checkout();
    world.faults.add({ kind, host: 'merchant.test' });
    await expect(price(b, intentOf(opened))).rejects.toMatchObject({ code });
  });

  it.each([
    ['drop-request', 'unreachable'],
    ['html', 'not-json'],
    ['redirect', 'redirected'],
    ['status-500', 'server-error'],
  ] as const)('nor one of a merchant whose metadata server does this: %s', async (kind, code) => {
    const opened = await world.openCharge.checkout();
    world.faults.add({ kind, host: 'merchant.test', path: /metadata/ });
    await expect(price(b, intentOf(opened))).rejects.toMatchObject({ code });
  });
});

describe('a proof that does not prove it', () => {
  it.each([
    ['proof-other-order', 'to.reference'],
    ['proof-other-payee', 'to.ocid'],
    ['proof-other-issuer', 'issuer'],
    ['proof-other-amount', 'amount'],
    ['proof-other-currency', 'currency'],
    ['proof-too-early', 'timestamp'],
    ['proof-other-key', 'signature'],
    ['proof-naive-json', 'signature'],
    ['proof-high-s', 'signature'],
    ['proof-wrong-v', 'signature'],
  ] as const)('is neither a success nor a failure, until the right one comes: %s', async (kind, what) => {
    // The customer has not got the money for all of these at the usual price.
    const opened = await world.openCharge.checkout('product-a', { amount: '1.00', items: [] });
    const fault = world.faults.add({ kind });
    const payment = await pay(opened);
    await untilStatus(world, opened.sessionId, 'completed');
    let outcome = await b.rail.reconcile({ ...payment, state: { ...payment.state, ...b.saved } }, b.tools);
    while (outcome.status === 'sending') outcome = await b.rail.reconcile({ ...payment, state: { ...payment.state, ...b.saved } }, b.tools);
    expect(outcome).toMatchObject({ status: 'unknown', code: 'proof-invalid', params: { what }, isPaid: true });
    fault.remove();
    expect(await b.rail.reconcile({ ...payment, state: { ...payment.state, ...b.saved } }, b.tools)).toMatchObject({ status: 'completed' });
  });

  it('is no proof at all, of a gateway that says completed and was not paid', async () => {
    world.faults.add({ kind: 'completes-unpaid' });
    world.faults.add({ kind: 'settlement-stalls' });
    const opened = await world.openCharge.checkout();
    world.faults.clear();
    const priced = await price(b, intentOf(opened));
    world.faults.add({ kind: 'settlement-stalls' });
    world.faults.add({ kind: 'completes-unpaid' });
    const agreed = await consent(world, b, priced);
    const { state } = await b.rail.submit(agreed, b.tools);
    const outcome = await b.rail.reconcile({ ...agreed, state: { ...agreed.state, ...state, ...b.saved } }, b.tools);
    expect(outcome).toMatchObject({ status: 'sending' });
  });
});

it('a settlement that is late is said to be so, and ends with the proof', async () => {
  const opened = await world.openCharge.checkout('product-b');
  const fault = world.faults.add({ kind: 'status-500', host: 'merchantgateway.test', path: /transfer\/create/, servers: true });
  const payment = await pay(opened);
  await untilStatus(world, opened.sessionId, 'paying');
  const waiting = async (): Promise<Outcome> => await b.rail.reconcile({ ...payment, state: { ...payment.state, ...b.saved } }, b.tools);
  while (b.saved['paid'] === undefined) await waiting();
  b.later += 11_000;
  expect(await waiting()).toMatchObject({ status: 'unknown', code: 'proof-missing', isPaid: true });
  fault.remove();
  await untilStatus(world, opened.sessionId, 'completed');
  expect(await waiting()).toMatchObject({ status: 'completed' });
  await untilBooksAgree(world);
});
