import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accountAt } from '../../opencharge/books.ts';
import { nowSeconds } from '../../opencharge/wire.ts';
import { answerOf, paySession, readProof, signedPost, untilBooksAgree, untilPaid, untilStatus } from '../../tests/opencharge-support.ts';
import { startTestWorld } from '../../tests/support.ts';
import type { World } from '../../world.ts';

const GATEWAY = 'https://merchantgateway.test/opencharge';
const PROVIDER = 'https://settlement.test/opencharge';

let world: World;
beforeAll(async () => {
  world = await startTestWorld();
});
afterEach(() => world.faults.clear());
afterAll(async () => {
  expect(world.ledger.check()).toEqual([]);
  await world.close();
});

async function transferFor(product = 'product-b', changes: object = {}) {
  const { order, orderId } = await world.openCharge.checkout(product);
  const { amount, currency } = order as { amount: string; currency: string };
  const ends = { from: { ocid: '200', reference: `sess_${orderId}` }, to: { ocid: '500', reference: orderId } };
  return { ...ends, amount, currency, order, ...changes };
}

const reserve = () => world.ledger.balance(accountAt('300', '200'));
const merchantAccount = () => world.ledger.balance(accountAt('300', '500'));
const transfer = (message: object, caller = '200') => signedPost(world, caller, `${GATEWAY}/transfer/create`, message);

describe('partner reserve: POST /transfer/create', () => {
  test('moves the amount once, and answers a repeat with the same proof', async () => {
    const [before, sold] = [reserve(), merchantAccount()];
    const message = await transferFor();
    const first: unknown = await (await transfer(message)).json();
    expect(await (await transfer(message)).json()).toEqual(first);
    expect(first).toMatchObject({ proof: { issuer: '300', to: { ocid: '500', reference: message.to.reference }, amount: '49.50' } });
    expect([before - reserve(), merchantAccount() - sold]).toEqual([4_950n, 4_950n]);
    const second = { ...message, from: { ocid: '200', reference: 'sess_other' } };
    expect(await answerOf(await transfer(second))).toEqual([409, 'INVALID_STATE']);
    expect(before - reserve()).toBe(4_950n);
  });

  test.each<[string, object, [number, string]]>([
    ['another amount', { amount: '0.01' }, [400, 'AMOUNT_MISMATCH']],
    ['another currency', { currency: 'UGX' }, [400, 'CURRENCY_MISMATCH']],
    ['the reserve of another', { from: { ocid: '100', reference: 'x' } }, [403, 'FORBIDDEN']],
    ['an order that never came through', { to: { ocid: '500', reference: 'ord_other' } }, [404, 'ORDER_NOT_FOUND']],
    ['another order under the same id', { order: { amount: '49.50' } }, [404, 'ORDER_NOT_FOUND']],
    ['a merchant without an account', { to: { ocid: '501', reference: 'ord_other' } }, [404, 'ORDER_NOT_FOUND']],
  ])('refuses %s', async (_name, changes, expected) => {
    const before = reserve();
    expect(await answerOf(await transfer(await transferFor('product-b', changes)))).toEqual(expected);
    expect(reserve()).toBe(before);
  });

  test('INSUFFICIENT_FUNDS beyond the reserve; a paid session is then settled by the next way', async () => {
    const fresh = await startTestWorld();
    try {
      const huge = await fresh.openCharge.checkout('product-b', { amount: '1000.01', items: [] });
      const order = huge.order as { amount: string };
      const message = {
        from: { ocid: '200', reference: 's' },
        to: { ocid: '500', reference: huge.orderId },
        amount: order.amount,
        currency: 'USD',
        order,
      };
      expect(await answerOf(await signedPost(fresh, '200', `${GATEWAY}/transfer/create`, message))).toEqual([402, 'INSUFFICIENT_FUNDS']);
      const most = await fresh.openCharge.checkout('product-b', { amount: '990.00', items: [] });
      const rest = { ...message, to: { ocid: '500', reference: most.orderId }, amount: '990.00', order: most.order };
      expect((await signedPost(fresh, '200', `${GATEWAY}/transfer/create`, rest)).status).toBe(200);
      const { sessionId } = await fresh.openCharge.checkout('product-b');
      await paySession(fresh, sessionId);
      await untilStatus(fresh, sessionId, 'completed');
      expect((await readProof(fresh, sessionId)).proof.issuer).toBe('200');
    } finally {
      await fresh.close();
    }
  });
});

describe('common third party: POST /payment/create, the provider, POST /payment/settle', () => {
  async function payment() {
    const { from, to, amount, currency, order } = await transferFor('product-c');
    const asked = { to, amount, currency, reference: from.reference, expiresAt: nowSeconds() + 600, order };
    const created: unknown = await (await signedPost(world, '200', `${GATEWAY}/payment/create`, asked)).json();
    return { asked, created: created as { txid: string; status: string; settlement: { accepts: string[] } } };
  }

  async function paidAtProvider(txid: string, amount = '24.00') {
    const message = { from: { ocid: '200' }, to: { ocid: '300', reference: txid }, amount, currency: 'USD' };
    return (await (await signedPost(world, '200', `${PROVIDER}/transfer/create`, message)).json()) as { proof: object; signature: string };
  }

  const settle = (message: object, caller = '200') => signedPost(world, caller, `${GATEWAY}/payment/settle`, message);

  test('ends with the merchant gateway’s own proof, whatever is repeated', async () => {
    const sold = merchantAccount();
    const { asked, created } = await payment();
    expect(created).toMatchObject({ status: 'pending_settlement', settlement: { accepts: ['100'] } });
    const again = await signedPost(world, '200', `${GATEWAY}/payment/create`, asked);
    expect(await again.json()).toEqual(created);
    const paid = await paidAtProvider(created.txid);
    expect(await paidAtProvider(created.txid)).toEqual(paid);
    const first: unknown = await (await settle({ txid: created.txid, ...paid })).json();
    expect(await (await settle({ txid: created.txid, ...paid })).json()).toEqual(first);
    expect(first).toMatchObject({ proof: { issuer: '300', to: asked.to } });
    expect(merchantAccount() - sold).toBe(2_400n);
  });

  test('a provider’s proof counts for the payment that it names, its amount, and its payer', async () => {
    const [one, other] = [await payment(), await payment()];
    const paid = await paidAtProvider(one.created.txid);
    expect(await answerOf(await settle({ txid: other.created.txid, ...paid }))).toEqual([400, 'INVALID_PROOF']);
    expect(await answerOf(await settle({ txid: 'tx_none', ...paid }))).toEqual([404, 'PAYMENT_NOT_FOUND']);
    expect(await answerOf(await settle({ txid: one.created.txid, ...paid }, '100'))).toEqual([404, 'PAYMENT_NOT_FOUND']);
    const less = await paidAtProvider(other.created.txid, '0.01');
    expect(await answerOf(await settle({ txid: other.created.txid, ...less }))).toEqual([400, 'AMOUNT_MISMATCH']);
    const forged = { ...paid, signature: world.openCharge.sign('200', paid.proof) };
    expect(await answerOf(await settle({ txid: one.created.txid, ...forged }))).toEqual([400, 'PROOF_SIGNATURE_INVALID']);
    const own = { ...paid.proof, issuer: '200' };
    expect(await answerOf(await settle({ txid: one.created.txid, proof: own, signature: world.openCharge.sign('200', own) }))).toEqual([
      400,
      'ISSUER_NOT_ACCEPTED',
    ]);
  });

  test('is refused when it is too late, or the order is paid', async () => {
    const { asked, created } = await payment();
    const late = { ...asked, reference: 'sess_late', expiresAt: nowSeconds() - 1 };
    expect(await answerOf(await signedPost(world, '200', `${GATEWAY}/payment/create`, late))).toEqual([410, 'TRANSACTION_EXPIRED']);
    await settle({ txid: created.txid, ...(await paidAtProvider(created.txid)) });
    const second = { ...asked, reference: 'sess_second' };
    expect(await answerOf(await signedPost(world, '200', `${GATEWAY}/payment/create`, second))).toEqual([409, 'INVALID_STATE']);
  });
});

describe('the settlement provider: POST /transfer/create', () => {
  const send = (message: object, caller = '200') => signedPost(world, caller, `${PROVIDER}/transfer/create`, message);
  const movement = (changes: object = {}) => ({
    from: { ocid: '200' },
    to: { ocid: '300', reference: 'tx_of_a_test' },
    amount: '1.00',
    currency: 'USD',
    ...changes,
  });

  test('one movement for each reference: another one is refused', async () => {
    const before = world.ledger.balance(accountAt('100', '200'));
    const first: unknown = await (await send(movement())).json();
    expect(await (await send(movement())).json()).toEqual(first);
    expect(await answerOf(await send(movement({ amount: '2.00' })))).toEqual([409, 'INVALID_STATE']);
    expect(before - world.ledger.balance(accountAt('100', '200'))).toBe(100n);
    const { txid } = (first as { proof: { txid: string } }).proof;
    expect(await (await world.fetch(`${PROVIDER}/verify/${txid}`)).json()).toEqual(first);
    expect(await answerOf(await world.fetch(`${PROVIDER}/verify/tx_none`))).toEqual([404, 'TXID_NOT_FOUND']);
  });

  test.each<[string, object, [number, string]]>([
    ['more than the account holds', { amount: '1000000.00' }, [402, 'INSUFFICIENT_FUNDS']],
    ['the account of another', { from: { ocid: '300' } }, [403, 'FORBIDDEN']],
    ['nobody’s account', { to: { ocid: '500', reference: 'x' } }, [404, 'ACCOUNT_NOT_FOUND']],
    ['nothing', { amount: '0' }, [400, 'AMOUNT_MISMATCH']],
    ['another currency', { currency: 'UGX' }, [400, 'CURRENCY_MISMATCH']],
  ])('refuses %s', async (_name, changes, expected) => {
    const message = movement({ to: { ocid: '300', reference: 'tx_refused' }, ...changes });
    expect(await answerOf(await send(message))).toEqual(expected);
  });
});

test('direct: a notice of somebody else’s proof books nothing twice', async () => {
  const fresh = await startTestWorld();
  try {
    const { sessionId, orderId } = await fresh.openCharge.checkout('product-a');
    await paySession(fresh, sessionId);
    await untilPaid(fresh, orderId);
    await untilBooksAgree(fresh);
    const proven = await readProof(fresh, sessionId);
    expect((await signedPost(fresh, '200', `${GATEWAY}/transfer/webhook`, proven)).status).toBe(200);
    const other = { ...proven.proof, txid: 'tx_again' };
    const again = { proof: other, signature: fresh.openCharge.sign('200', other) };
    expect(await answerOf(await signedPost(fresh, '200', `${GATEWAY}/transfer/webhook`, again))).toEqual([409, 'INVALID_STATE']);
    expect(fresh.openCharge.check()).toEqual([]);
  } finally {
    await fresh.close();
  }
});
