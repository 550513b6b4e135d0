import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { naiveJson } from '../../opencharge/canonical-json.ts';
import { createSecretKey, signObject, signText, withHighS, withWrongV } from '../../opencharge/signature.ts';
import { nowSeconds } from '../../opencharge/wire.ts';
import {
  answerOf,
  paySession,
  readProof,
  signedPost,
  untilBooksAgree,
  untilPaid,
  untilStatus,
  type SignedProof,
} from '../../tests/opencharge-support.ts';
import { startTestWorld } from '../../tests/support.ts';
import type { World } from '../../world.ts';

let world: World;
beforeAll(async () => {
  world = await startTestWorld();
});
afterEach(() => world.faults.clear());
afterAll(async () => {
  expect(world.ledger.check()).toEqual([]);
  await world.close();
});

const WEBHOOK = 'https://merchant.test/opencharge/transfer/webhook';

/** A proof that the payment gateway might send for an order. */
function proofOf(orderId: string, changes: object = {}): SignedProof['proof'] {
  const to = { ocid: '500', reference: orderId };
  const proof = {
    txid: `tx_${orderId}`,
    issuer: '200',
    from: { ocid: '200' },
    to,
    amount: '99.99',
    currency: 'USD',
    timestamp: nowSeconds(),
  };
  return { ...proof, ...changes };
}

const send = (proof: SignedProof['proof'], signature = world.openCharge.sign(proof.issuer, proof), caller = '200') =>
  signedPost(world, caller, WEBHOOK, { proof, signature });

describe('an order is paid by a proof, and by nothing else', () => {
  test('not by a look at its success page', async () => {
    const { orderId } = await world.openCharge.checkout();
    const page = await (await world.fetch(`https://merchant.test/checkout/success?order=${orderId}`)).text();
    expect(page).toContain('Waiting for the confirmation');
    expect(world.openCharge.orderStatus(orderId)).toBe('waiting');
  });

  test('a proof, and the same one again: paid once', async () => {
    const { orderId } = await world.openCharge.checkout();
    const proof = proofOf(orderId);
    const answer = await send(proof);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'accepted', txid: proof.txid }]);
    expect((await send(proof)).status).toBe(200);
    expect(world.openCharge.orderStatus(orderId)).toBe('paid');
    expect(await answerOf(await send(proofOf(orderId, { txid: 'tx_second' })))).toEqual([409, 'INVALID_STATE']);
  });

  test.each<[string, (orderId: string, other: string) => object, [number, string]]>([
    ['A7: of another order that nobody knows', () => ({ to: { ocid: '500', reference: 'ord_other' } }), [404, 'ORDER_NOT_FOUND']],
    ['A7: of another payee', (orderId) => ({ to: { ocid: '501', reference: orderId } }), [400, 'INVALID_PROOF']],
    ['without an order', () => ({ to: { ocid: '500' } }), [404, 'ORDER_NOT_FOUND']],
    ['A8: of an issuer that the order does not accept', () => ({ issuer: '100' }), [400, 'ISSUER_NOT_ACCEPTED']],
    ['of an issuer that nobody knows', () => ({ issuer: '999' }), [401, 'UNKNOWN_OCID']],
    ['A9: in another currency', () => ({ currency: 'UGX' }), [400, 'CURRENCY_MISMATCH']],
    ['of another amount', () => ({ amount: '9.99' }), [400, 'AMOUNT_MISMATCH']],
    ['of a finer amount', () => ({ amount: '99.991' }), [400, 'AMOUNT_MISMATCH']],
    ['from before the order', () => ({ timestamp: nowSeconds() - 7_200 }), [400, 'INVALID_PROOF']],
    ['from the future', () => ({ timestamp: nowSeconds() + 7_200 }), [400, 'INVALID_PROOF']],
  ])('not by a proof %s', async (_name, changes, expected) => {
    const { orderId } = await world.openCharge.checkout();
    const proof = proofOf(orderId, changes(orderId, ''));
    const signature = proof.issuer === '999' ? signObject(proof, createSecretKey()) : undefined;
    expect(await answerOf(await send(proof, signature))).toEqual(expected);
    expect(world.openCharge.orderStatus(orderId)).toBe('waiting');
  });

  test.each<[string, (proof: SignedProof['proof']) => string]>([
    ['by another key', (proof) => signObject(proof, createSecretKey())],
    ['by another party', (proof) => world.openCharge.sign('300', proof)],
    ['with a high s', (proof) => withHighS(world.openCharge.sign('200', proof))],
    ['with the other v', (proof) => withWrongV(world.openCharge.sign('200', proof))],
    ['over another amount', (proof) => world.openCharge.sign('200', { ...proof, amount: '1.00' })],
  ])('not by a proof that is signed %s', async (_name, signature) => {
    const { orderId } = await world.openCharge.checkout();
    const proof = proofOf(orderId);
    expect(await answerOf(await send(proof, signature(proof)))).toEqual([400, 'PROOF_SIGNATURE_INVALID']);
    expect(world.openCharge.orderStatus(orderId)).toBe('waiting');
  });

  test('A7: one that is signed over JSON without nested keys, which would pay any order of the same price', async () => {
    const [first, second] = [await world.openCharge.checkout(), await world.openCharge.checkout()];
    const [one, other] = [proofOf(first.orderId, { txid: 'tx_1' }), proofOf(second.orderId, { txid: 'tx_1' })];
    expect(naiveJson(one)).toBe(naiveJson(other));
    // The issuer's own key, which only the demo's helper can use: the lossy text is signed as the sample code would.
    const lossy = JSON.parse(naiveJson(one)) as object;
    expect(await answerOf(await send(other, world.openCharge.sign('200', lossy)))).toEqual([400, 'PROOF_SIGNATURE_INVALID']);
    expect(signText(naiveJson(one), '11'.repeat(32))).toBe(signObject(lossy, '11'.repeat(32)));
  });

  test('not by a transaction that paid another order', async () => {
    const [first, second] = [await world.openCharge.checkout(), await world.openCharge.checkout()];
    expect((await send(proofOf(first.orderId, { txid: 'tx_both' }))).status).toBe(200);
    expect(await answerOf(await send(proofOf(second.orderId, { txid: 'tx_both' })))).toEqual([400, 'INVALID_PROOF']);
    expect(world.openCharge.orderStatus(second.orderId)).toBe('waiting');
  });

  test('not by a notice that nobody signed, is stale, or was sent before', async () => {
    const { orderId } = await world.openCharge.checkout();
    const proof = proofOf(orderId);
    const sent = { proof, signature: world.openCharge.sign('200', proof) };
    const bare = await world.fetch(WEBHOOK, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sent),
    });
    expect(await answerOf(bare)).toEqual([401, 'INVALID_SIGNATURE']);
    const stale = await signedPost(world, '200', WEBHOOK, sent, { timestamp: nowSeconds() - 400 });
    expect(await answerOf(stale)).toEqual([401, 'TIMESTAMP_EXPIRED']);
    expect(world.openCharge.orderStatus(orderId)).toBe('waiting');
    expect((await signedPost(world, '200', WEBHOOK, sent, { nonce: 'once' })).status).toBe(200);
    expect(await answerOf(await signedPost(world, '200', WEBHOOK, sent, { nonce: 'once' }))).toEqual([401, 'NONCE_REUSED']);
  });
});

describe('a real payment', () => {
  test('A10: is one transaction, however often its session, proof and success page are read', async () => {
    const fresh = await startTestWorld();
    try {
      const { orderId, sessionId } = await fresh.openCharge.checkout();
      await paySession(fresh, sessionId);
      await untilPaid(fresh, orderId);
      await untilStatus(fresh, sessionId, 'completed');
      const proofs = await Promise.all([1, 2, 3].map(() => readProof(fresh, sessionId)));
      expect(new Set(proofs.map(({ proof }) => proof.txid)).size).toBe(1);
      await untilBooksAgree(fresh);
      expect(fresh.ledger.transfers().filter(({ kind }) => kind === 'opencharge-settle').length).toBe(1);
    } finally {
      await fresh.close();
    }
  });

  test.each([
    ['the merchant is down for a while', { kind: 'status-500', host: 'merchant.test', times: 3 }],
    ["the merchant's answer is lost", { kind: 'drop-reply', host: 'merchant.test', times: 2 }],
    ['the notice comes twice', { kind: 'duplicate', host: 'merchant.test' }],
    ['the merchant gateway is down for a while', { kind: 'drop-request', host: 'merchantgateway.test', times: 3 }],
    ["the merchant gateway's answer is lost", { kind: 'drop-reply', host: 'merchantgateway.test', times: 2 }],
  ] as const)('is told again until it is taken where %s', async (_name, fault) => {
    const fresh = await startTestWorld();
    try {
      const { orderId, sessionId } = await fresh.openCharge.checkout();
      const active = fresh.faults.add({ ...fault, path: /transfer\/webhook$/, servers: true });
      await paySession(fresh, sessionId);
      await untilPaid(fresh, orderId);
      await untilBooksAgree(fresh);
      await expect.poll(() => active.hits, { timeout: 120_000 }).toBe('times' in fault ? fault.times : 1);
      expect(fresh.openCharge.check()).toEqual([]);
      expect(fresh.ledger.check()).toEqual([]);
    } finally {
      await fresh.close();
    }
  });
});
