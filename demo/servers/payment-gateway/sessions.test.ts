import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PageSession } from '../../client/page-session.ts';
import { giveConsent } from '../../client/wallet-pages.ts';
import { naiveJson } from '../../opencharge/canonical-json.ts';
import { isSignedObject, isSignedText } from '../../opencharge/signature.ts';
import { nowSeconds } from '../../opencharge/wire.ts';
import {
  answerOf,
  paySession,
  readProof,
  readSession,
  sessionUrl,
  untilBooksAgree,
  untilPaid,
  untilStatus,
} from '../../tests/opencharge-support.ts';
import { startTestWorld } from '../../tests/support.ts';
import type { World } from '../../world.ts';
import type { PaymentGatewayFault } from './gateway-faults.ts';

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

const cancel = (id: string) => world.fetch(`${sessionUrl(world, id)}/cancel`, { method: 'POST' });
const proofAnswer = async (id: string) => answerOf(await world.fetch(`${sessionUrl(world, id)}/proof`));

async function publicKey(ocid: string): Promise<string> {
  const { metadataUrl } = (await (await world.fetch(`https://registry.test/ocids/${ocid}`)).json()) as { metadataUrl: string };
  return ((await (await world.fetch(metadataUrl)).json()) as { config: { publicKey: string } }).config.publicKey;
}

describe('the end of a session', () => {
  test('cancelled: 204 each time, nothing can be paid any more, and there is no proof', async () => {
    const { sessionId, orderId } = await world.openCharge.checkout();
    const before = world.balance('cloudninebank', 'customer');
    expect([(await cancel(sessionId)).status, (await cancel(sessionId)).status]).toEqual([204, 204]);
    expect((await readSession(world, sessionId)).status).toBe('cancelled');
    await expect(paySession(world, sessionId)).rejects.toThrow();
    expect(await proofAnswer(sessionId)).toEqual([404, 'TXID_NOT_FOUND']);
    expect(world.balance('cloudninebank', 'customer')).toBe(before);
    expect(world.openCharge.orderStatus(orderId)).toBe('waiting');
  });

  test('not cancelled once money has arrived: 409 INVALID_STATE', async () => {
    const { sessionId, orderId } = await world.openCharge.checkout();
    await paySession(world, sessionId);
    expect(await answerOf(await cancel(sessionId))).toEqual([409, 'INVALID_STATE']);
    await untilPaid(world, orderId);
    await untilStatus(world, sessionId, 'completed');
    expect(await answerOf(await cancel(sessionId))).toEqual([409, 'INVALID_STATE']);
  });

  test('not cancelled when half has arrived: the other half can still come', async () => {
    const { sessionId, orderId } = await world.openCharge.checkout();
    world.faults.add({ kind: 'settlement-in-part', times: 1 });
    await expect(paySession(world, sessionId)).rejects.toThrow('failed');
    await untilStatus(world, sessionId, 'paying');
    expect(await answerOf(await cancel(sessionId))).toEqual([409, 'INVALID_STATE']);
    expect(world.openCharge.orderStatus(orderId)).toBe('waiting');
    await paySession(world, sessionId);
    await untilPaid(world, orderId);
  });

  test('a cancel and a payment at the same time end in one of the two', async () => {
    const { sessionId, orderId } = await world.openCharge.checkout();
    const [, cancelled] = await Promise.all([paySession(world, sessionId).catch(() => undefined), cancel(sessionId)]);
    if (cancelled.status === 204) {
      expect((await readSession(world, sessionId)).status).toBe('cancelled');
      const { incomingPayment } = await readSession(world, sessionId);
      expect(world.ledger.paymentsInto(incomingPayment.split('/').at(-1) ?? '')).toBe(0);
    } else await untilPaid(world, orderId);
  });

  test('A5: expired with its order, and then not paid', async () => {
    const { sessionId } = await world.openCharge.checkout('product-a', { expiresAt: nowSeconds() + 2 });
    await untilStatus(world, sessionId, 'expired');
    await expect(paySession(world, sessionId)).rejects.toThrow();
    expect((await cancel(sessionId)).status).toBe(204);
  });

  test('of a session that nobody opened: SESSION_NOT_FOUND', async () => {
    expect(await answerOf(await world.fetch(sessionUrl(world, 'sess_none')))).toEqual([404, 'SESSION_NOT_FOUND']);
    expect(await proofAnswer('sess_none')).toEqual([404, 'SESSION_NOT_FOUND']);
    expect(await answerOf(await cancel('sess_none'))).toEqual([404, 'SESSION_NOT_FOUND']);
    expect((await world.fetch('https://paymentgateway.test/checkout/sess_none')).status).toBe(404);
  });

  test('paying while it is not settled: money is there, a proof is not', async () => {
    const { sessionId, orderId } = await world.openCharge.checkout('product-b');
    const down = world.faults.add({ kind: 'status-500', host: 'merchantgateway.test', path: /transfer\/create$/, servers: true });
    await paySession(world, sessionId);
    await untilStatus(world, sessionId, 'paying');
    expect(await proofAnswer(sessionId)).toEqual([404, 'TXID_NOT_FOUND']);
    expect(await answerOf(await cancel(sessionId))).toEqual([409, 'INVALID_STATE']);
    down.remove();
    await untilPaid(world, orderId);
  });
});

describe('faults for those who check', () => {
  test.each<[PaymentGatewayFault, object]>([
    ['proof-other-order', { to: { reference: 'ord_of_somebody_else' } }],
    ['proof-other-payee', { to: { ocid: '501' } }],
    ['proof-other-issuer', { issuer: '500' }],
    ['proof-other-amount', { amount: '0.01' }],
    ['proof-other-currency', { currency: 'UGX' }],
    ['proof-too-early', {}],
  ])('%s: signed by its issuer, and wrong in this', async (kind, expected) => {
    const { sessionId } = await paidSession();
    world.faults.add({ kind });
    const { proof, signature } = await readProof(world, sessionId);
    expect(proof).toMatchObject(expected);
    expect(isSignedObject(proof, signature, await publicKey(proof.issuer))).toBe(true);
    if (kind === 'proof-too-early') expect(proof.timestamp).toBeLessThan(nowSeconds() - 3_600);
  });

  test.each<PaymentGatewayFault>(['proof-other-key', 'proof-naive-json', 'proof-high-s', 'proof-wrong-v'])(
    '%s: the right proof, and no signature of it',
    async (kind) => {
      const { sessionId } = await paidSession();
      const right = await readProof(world, sessionId);
      world.faults.add({ kind });
      const { proof, signature } = await readProof(world, sessionId);
      expect(proof).toEqual(right.proof);
      const key = await publicKey(proof.issuer);
      expect(isSignedObject(proof, signature, key)).toBe(false);
      expect(isSignedText(naiveJson(proof), signature, key)).toBe(kind === 'proof-naive-json');
    },
  );

  test('proof-late: as often as it is told', async () => {
    const { sessionId } = await paidSession();
    world.faults.add({ kind: 'proof-late', times: 2 });
    expect([await proofAnswer(sessionId), await proofAnswer(sessionId)]).toEqual([
      [404, 'TXID_NOT_FOUND'],
      [404, 'TXID_NOT_FOUND'],
    ]);
    expect((await readProof(world, sessionId)).proof.issuer).toBe('200');
  });

  test('completes-unpaid: completed and proven by the gateway, though nothing was paid', async () => {
    const { sessionId, orderId } = await world.openCharge.checkout();
    world.faults.add({ kind: 'completes-unpaid' });
    const session = await readSession(world, sessionId);
    const { proof, signature } = await readProof(world, sessionId);
    expect([session.status, isSignedObject(proof, signature, await publicKey('200'))]).toEqual(['completed', true]);
    expect((await (await world.fetch(session.incomingPayment)).json()) as object).toMatchObject({ receivedAmount: { value: '0' } });
    expect(world.openCharge.orderStatus(orderId)).toBe('waiting');
  });

  test.each([
    ['order-naive-json', { items: [{ price: '0.01' }] }],
    ['order-tampered', { amount: '9.99' }],
    ['order-high-s', { amount: '99.99' }],
    ['order-wrong-v', { amount: '99.99' }],
    ['order-other-ocid', { ocid: '501' }],
    ['order-expired', { amount: '99.99' }],
    ['order-items-differ', { amount: '5.55' }],
  ] as const)('%s reaches the shopper where both gateways look away', async (kind, expected) => {
    world.faults.add({ kind: 'order-unchecked' });
    world.faults.add({ kind });
    const { sessionId } = await world.openCharge.checkout();
    const { order, signature } = await readSession(world, sessionId);
    expect(order).toMatchObject(expected);
    const isSigned = kind === 'order-other-ocid' || kind === 'order-expired' || kind === 'order-items-differ';
    expect(isSignedObject(order, signature, await publicKey('500'))).toBe(isSigned);
  });

  test('urls-retargeted and session-other-amount: what the merchant’s signature does not and does cover', async () => {
    const { sessionId } = await world.openCharge.checkout();
    world.faults.add({ kind: 'urls-retargeted', host: 'paymentgateway.test', to: 'https://evil.example/thanks' });
    world.faults.add({ kind: 'session-other-amount' });
    const { urls, order, signature } = await readSession(world, sessionId);
    expect([urls.success, order.amount]).toEqual(['https://evil.example/thanks', '0.01']);
    expect(isSignedObject(order, signature, await publicKey('500'))).toBe(false);
    world.faults.clear();
    world.faults.add({ kind: 'urls-retargeted', host: 'merchantgateway.test', to: 'https://evil.example/thanks' });
    await expect(world.openCharge.checkout()).rejects.toMatchObject({ status: 400 });
  });

  let paid: Promise<{ sessionId: string }> | undefined;
  /** One for all of these tests: reading it changes nothing. */
  function paidSession(): Promise<{ sessionId: string }> {
    paid ??= (async () => {
      const opened = await world.openCharge.checkout('product-a', { amount: '1.00', items: [] });
      await paySession(world, opened.sessionId);
      await untilStatus(world, opened.sessionId, 'completed');
      return opened;
    })();
    return paid;
  }
});

describe('the hosted page', () => {
  test('names the merchant to software of the shopper’s, shows what is paid, and may not be framed', async () => {
    const { checkoutUrl, sessionId } = await world.openCharge.checkout();
    const answer = await world.fetch(checkoutUrl);
    expect(answer.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
    const text = await answer.text();
    expect(text).toContain('<meta name="opencharge" content="500" />');
    for (const shown of ['Merchant Store', 'USD 99.99', 'Product A', (await readSession(world, sessionId)).incomingPayment]) {
      expect(text).toContain(shown);
    }
  });

  test('takes a payment without an extension: the shopper consents at their own wallet', async () => {
    const { checkoutUrl, sessionId, orderId } = await world.openCharge.checkout('product-c');
    const browser = new PageSession(world.fetch);
    const atWallet = (url: string) => new URL(url).host === 'auth.cloudninebank.test';
    const { url } = await browser.submit(`${checkoutUrl}/pay`, { walletAddress: 'https://cloudninebank.test/customer' }, atWallet);
    const back = await giveConsent(world.fetch, url, `${checkoutUrl}/visits/`, {
      login: { user: 'customer', password: 'demo' },
      allow: true,
    });
    expect((await browser.open(back.href)).url).toBe(`${checkoutUrl}?paid`);
    await untilStatus(world, sessionId, 'completed');
    await untilPaid(world, orderId);
    expect((await browser.open(back.href)).text).toContain('Your wallet did not pay.');
    expect((await browser.open(checkoutUrl)).text).toContain(`https://merchant.test/checkout/success?order=${orderId}`);
  });

  test('a refusal at the wallet, an unknown wallet, and a cancel pay nothing', async () => {
    const before = world.balance('cloudninebank', 'customer');
    const { checkoutUrl, sessionId, orderId } = await world.openCharge.checkout();
    const browser = new PageSession(world.fetch);
    const unknown = await browser.submit(`${checkoutUrl}/pay`, { walletAddress: 'https://cloudninebank.test/nobody' });
    expect(unknown.text).toContain('This wallet cannot pay this order.');
    const atWallet = (url: string) => new URL(url).host === 'auth.cloudninebank.test';
    const { url } = await browser.submit(`${checkoutUrl}/pay`, { walletAddress: 'https://cloudninebank.test/customer' }, atWallet);
    const back = await giveConsent(world.fetch, url, `${checkoutUrl}/visits/`, {
      login: { user: 'customer', password: 'demo' },
      allow: false,
    });
    expect((await browser.open(back.href)).text).toContain('Your wallet did not pay.');
    const cancelled = await browser.submit(`${checkoutUrl}/cancel`, {});
    expect(cancelled.url).toBe(`https://merchant.test/checkout/cancel?order=${orderId}`);
    expect(cancelled.text).toContain('Not paid');
    expect((await readSession(world, sessionId)).status).toBe('cancelled');
    expect(world.balance('cloudninebank', 'customer')).toBe(before);
  });
});
