import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Parties } from '../../../tests/rails/opencharge-parties.ts';
import {
  CHECKOUT,
  keyOf,
  metadataOf,
  openParties,
  PROOF_ROUTE,
  SESSION_ROUTE,
  sign,
  signText,
} from '../../../tests/rails/opencharge-parties.ts';
import type { Scripted } from '../../../tests/rails/scripted-wallets.ts';
import { incoming, MXN, openScripted, PAYABLE, QUOTE_ID, quote, USD } from '../../../tests/rails/scripted-wallets.ts';
import type { RailPayment } from '../../model/rail.ts';
import { isSignedBy } from './signature.ts';

let s: Scripted;
let oc: Parties;
beforeAll(async () => {
  s = await openScripted();
});
beforeEach(() => {
  s.reset();
  oc = openParties(s);
});
afterAll(() => s.close());

/** Requests that could have moved money. */
const paid = () => s.asked('POST bank.example/outgoing-payments').length;

async function submitted(order = oc.order()): Promise<RailPayment> {
  const agreed = await oc.agree(order);
  const { state } = await oc.rail.submit(agreed, s.tools);
  return { ...agreed, state };
}

describe('an order that its merchant signed', () => {
  it('is shown as it was signed, with who stands behind it', async () => {
    const value = await oc.value();
    oc.session(value);
    const { payable, quote: priced } = await oc.price(oc.intent(value));
    expect(payable).toMatchObject({
      url: PAYABLE,
      due: { value: 140_000n },
      order: {
        id: 'order-1',
        merchant: { id: '500', name: 'Party 500', host: 'merchant.example' },
        gateway: { id: '200', name: 'Party 200', host: 'gateway.example' },
        total: { currency: 'MXN', value: '1400.00' },
        items: [
          { label: 'Shoes', quantity: 2, price: { currency: 'MXN', value: '600.00' } },
          { label: 'Socks', quantity: 1, price: { currency: 'MXN', value: '200.00' } },
        ],
        expiresAt: (Math.floor(s.now() / 1000) + 1500) * 1000,
      },
      returnUrls: { success: 'https://merchant.example/done#paid', cancel: 'https://merchant.example/cart' },
    });
    expect(payable.order).not.toHaveProperty('itemsDiffer');
    expect(priced.debit).toEqual({ value: 8080n, assetCode: 'USD', assetScale: 2 });
    expect(s.badSignatures).toEqual([]);
  });

  it('is one payment, whoever asks for it', async () => {
    const value = await oc.value();
    const elsewhere = { ...(await oc.value(oc.order({ amount: '1.00' }))), checkoutUrl: 'https://other.example/checkout/sess_2' };
    expect(oc.rail.keyOf(oc.intent(value))).toBe(oc.rail.keyOf({ ...oc.intent(elsewhere), requestId: 'another' }));
    expect(oc.rail.keyOf(oc.intent(await oc.value(oc.order({ id: 'order-2' }))))).not.toBe(oc.rail.keyOf(oc.intent(value)));
    expect(oc.rail.keyOf(oc.intent(await oc.value(oc.order({ ocid: '501' }))))).not.toBe(oc.rail.keyOf(oc.intent(value)));
  });

  it('warns where its items do not add up', async () => {
    const value = await oc.value(oc.order({ items: [{ id: 'a', name: 'Shoes', quantity: 1, price: '1206.90' }] }));
    oc.session(value);
    expect((await oc.price(oc.intent(value))).payable.order).toMatchObject({ itemsDiffer: true });
  });

  it.each([['300'], ['100']])('is paid through a gateway of ours that settles with whom the merchant accepts: %s', async (ocid) => {
    const value = await oc.value(oc.order({ accepts: [ocid] }));
    oc.session(value);
    expect((await oc.price(oc.intent(value))).payable.order?.gateway.id).toBe('200');
  });

  it('is priced without waiting for what the gateway’s wallet says', async () => {
    const value = await oc.value();
    oc.session(value);
    await oc.price(oc.intent(value));
    const at = (route: string) => s.seen.findIndex(({ method, host, path }) => `${method} ${host}${path}` === route);
    const full = s.seen.findIndex(
      ({ method, path, headers }) => method === 'GET' && path === '/incoming-payments/1' && headers['authorization'],
    );
    expect(at('POST bank.example/quotes')).toBeGreaterThan(0);
    expect(at(SESSION_ROUTE)).toBeLessThan(at('GET shop.example/incoming-payments/1'));
    expect(full).toBeGreaterThan(0);
  });

  it('keeps what was read of the registry for five minutes', async () => {
    const value = await oc.value();
    oc.session(value);
    await oc.price(oc.intent(value));
    s.advance(4 * 60_000);
    await oc.price(oc.intent(value));
    expect(s.asked('GET merchant.example/metadata.json')).toHaveLength(1);
    s.advance(2 * 60_000);
    await oc.price(oc.intent(value));
    expect(s.asked('GET merchant.example/metadata.json')).toHaveLength(2);
    expect(s.asked('GET registry.example/ocids/500')).toHaveLength(2);
  });

  it('is verified by a key that replaced the one that was read before', async () => {
    const first = await oc.value();
    oc.session(first);
    await oc.price(oc.intent(first));
    const key = keyOf('new');
    s.on('GET merchant.example/metadata.json', async () => ({ json: await metadataOf('500', { key }) }));
    const order = oc.order();
    const second = await oc.value(order, {}, await sign(order, key));
    oc.session(second);
    await expect(oc.price(oc.intent(second))).resolves.toMatchObject({ payable: { url: PAYABLE } });
  });

  it.each([
    ['fast', 3 * 3_600_000],
    ['slow', -3 * 3_600_000],
  ])('can be paid on a computer whose clock is three hours %s', async (_, off) => {
    const value = await oc.value();
    oc.session(value);
    s.advance(off);
    const priced = await oc.price(oc.intent(value));
    await expect(oc.rail.authorize(priced, s.tools)).resolves.toBeDefined();
  });

  it('and a bad signature makes it read that once, not again and again', async () => {
    const first = await oc.value();
    oc.session(first);
    await oc.price(oc.intent(first));
    const order = oc.order();
    const bad = await oc.value(order, {}, await sign(order, keyOf('evil')));
    oc.session(bad);
    await expect(oc.price(oc.intent(bad))).rejects.toMatchObject({ code: 'order-not-signed' });
    expect(s.asked('GET merchant.example/metadata.json')).toHaveLength(2);
  });

  it('is read from metadata in the older form, too', async () => {
    const { name, config } = await metadataOf('500');
    const flat = { opencharge: '0.1', name, ...config };
    s.on('GET merchant.example/metadata.json', async () => ({ json: { ...flat, signature: await sign(flat, keyOf('500')) } }));
    const value = await oc.value();
    oc.session(value);
    await expect(oc.price(oc.intent(value))).resolves.toMatchObject({ payable: { order: { merchant: { name: 'Party 500' } } } });
  });
});

describe('an order that is refused, whatever the gateway says, before anything can be paid', () => {
  afterEach(() => expect(paid()).toBe(0));

  it.each([
    ['another amount', { amount: '1.00' }],
    ['another price of an item', { items: [{ id: 'a', name: 'Shoes', quantity: 2, price: '1.00' }] }],
    ['another currency', { currency: 'USD' }],
    ['another expiry', { expiresAt: 9_999_999_999 }],
    ['somebody more to accept', { accepts: ['200', '666'] }],
  ])('signed for less than it says: %s', async (_, more) => {
    const signature = await sign(oc.order(), keyOf('500'));
    const value = await oc.value(oc.order(more), {}, signature);
    oc.session(value);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'order-not-signed' });
  });

  it('signed without its nested fields, as the sample code does', async () => {
    const order = oc.order();
    const naive = JSON.stringify(order, Object.keys(order).toSorted());
    const value = await oc.value(order, {}, await signText(naive, keyOf('500')));
    oc.session(value);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'order-not-signed' });
  });

  it('signed by another merchant', async () => {
    const value = await oc.value(oc.order(), {}, await sign(oc.order(), keyOf('501')));
    oc.session(value);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'order-not-signed' });
  });

  it('of one merchant, asked for in the name of another', async () => {
    const value = await oc.value(oc.order({ ocid: '501' }), { merchantOcid: '500' });
    expect(() => oc.intent(value)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });

  it.each([
    ['by the date of the wallet’s quote', 0, {}],
    ['by our own clock, where the wallet does not date its quotes', 2_000_000, { createdAt: undefined, expiresAt: undefined }],
  ])('expired %s', async (_, later, more) => {
    const value = await oc.value(oc.order({ expiresAt: Math.floor(s.now() / 1000) + (later > 0 ? 1800 : 20) }));
    oc.session(value, { expires_at: Math.floor(s.now() / 1000) + 90_000 });
    s.advance(later);
    s.on('POST bank.example/quotes', { status: 201, json: quote(more) });
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'payable-expired' });
  });

  it('of a merchant whom nobody knows', async () => {
    s.on('GET registry.example/ocids/500', { status: 404, json: { error: { code: 'UNKNOWN_OCID' } } });
    const value = await oc.value();
    oc.session(value);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'not-registered' });
  });

  it('that accepts nobody through whom the gateway settles', async () => {
    const value = await oc.value(oc.order({ accepts: ['666'] }));
    oc.session(value);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'no-settlement' });
  });

  it('to be paid at a host that looks like the gateway’s', async () => {
    const value = await oc.value(oc.order(), { checkoutUrl: CHECKOUT.replace('gateway.example', 'gateway.example.evil.example') });
    oc.session(value);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'not-a-gateway' });
    expect(s.seen.filter(({ host }) => host.endsWith('evil.example'))).toEqual([]);
  });

  it('to be paid at a registered gateway that the merchant does not accept', async () => {
    const value = await oc.value(oc.order(), { checkoutUrl: CHECKOUT.replace('gateway.example', 'evil.example') });
    oc.session(value);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'not-a-gateway' });
    expect(s.seen.filter(({ host }) => host === 'evil.example')).toEqual([]);
  });

  it.each([
    ['another order', async () => ({ order: oc.order({ id: 'order-2' }) })],
    ['another merchant', () => Promise.resolve({ merchantOcid: '501' })],
    ['another gateway', () => Promise.resolve({ gatewayOcid: '666' })],
  ])('whose session is for %s', async (_, more) => {
    const value = await oc.value();
    oc.session(value, await more());
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'not-a-gateway' });
  });

  it.each([
    ['is for another session', { session_id: 'sess_other' }, 'malformed'],
    ['is completed', { status: 'completed' }, 'payable-completed'],
    ['is cancelled', { status: 'cancelled' }, 'payable-expired'],
    ['is expired', { status: 'expired' }, 'payable-expired'],
    ['is over by its own time', { expires_at: 1 }, 'payable-expired'],
    ['leads back over http', { urls: { success: 'http://merchant.example/', cancel: 'https://merchant.example/' } }, 'insecure-url'],
    ['leads back to a script', { urls: { success: 'javascript:alert(1)', cancel: 'https://merchant.example/' } }, 'insecure-url'],
    ['is paid at a private host', { incomingPayment: 'https://10.0.0.1/incoming-payments/1' }, 'insecure-url'],
    ['is paid at no incoming payment', { incomingPayment: 'https://shop.example/shop' }, 'invalid-request'],
  ])('whose session %s', async (_, more, code) => {
    const value = await oc.value();
    oc.session(value, more);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code });
  });

  it('whose session nobody knows', async () => {
    await expect(oc.price(oc.intent(await oc.value()))).rejects.toMatchObject({ code: 'payable-unknown' });
  });

  it('for which the gateway asks another amount of its wallet', async () => {
    s.on('GET shop.example/incoming-payments/1', ({ headers }) =>
      headers['authorization'] ? { json: incoming({ incomingAmount: MXN('140001') }) } : undefined,
    );
    const value = await oc.value();
    oc.session(value);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'amount-mismatch' });
  });

  it('for which the gateway leaves the amount open', async () => {
    s.on('GET shop.example/incoming-payments/1', ({ headers }) =>
      headers['authorization'] ? { json: incoming({ incomingAmount: undefined }) } : undefined,
    );
    const value = await oc.value();
    oc.session(value);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'amount-open' });
  });

  it('for which the quote delivers another amount, where the gateway’s wallet tells nobody what is due', async () => {
    s.on('POST auth.shop.example/', { status: 400, json: { error: { code: 'invalid_request', description: 'no' } } });
    s.on('POST bank.example/quotes', { status: 201, json: quote({ receiveAmount: MXN('140001') }) });
    const value = await oc.value();
    oc.session(value);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'amount-mismatch' });
  });

  it.each([
    ['is not there', { status: 503, json: {} }, 'server-error'],
    ['is a page', { text: '<html>', type: 'text/html' }, 'not-json'],
    ['is a megabyte', { text: `{"name":"${'x'.repeat(1_000_000)}"}`, type: 'application/json' }, 'too-large'],
    ['leads elsewhere', { status: 302, text: '' }, 'redirected'],
    ['is empty', { json: {} }, 'malformed'],
  ])('whose merchant’s metadata %s', async (_, reply, code) => {
    s.on('GET merchant.example/metadata.json', reply);
    const value = await oc.value();
    oc.session(value);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code });
  });

  it.each([
    ['signed by another key', async () => await metadataOf('500', { signer: keyOf('evil') })],
    ['changed after it was signed', async () => ({ ...(await metadataOf('500')), config: (await metadataOf('501')).config })],
    ['not signed', async () => ({ ...(await metadataOf('500')), signature: undefined })],
    ['of a protocol that is not this one', async () => ({ ...(await metadataOf('500')), opencharge: '2.0' })],
    ['with a key in another form', async () => await metadataOf('500', { config: { publicKey: `04${'ab'.repeat(64)}` } })],
  ])('whose merchant’s metadata is %s', async (_, answer) => {
    s.on('GET merchant.example/metadata.json', async () => ({ json: await answer() }));
    const value = await oc.value();
    oc.session(value);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'malformed' });
  });

  it.each([
    ['https://127.0.0.1/m.json'],
    ['https://localhost/m.json'],
    ['http://merchant.example/metadata.json'],
    ['https://u:p@merchant.example/m.json'],
  ])('whose merchant’s metadata is at %s', async (metadataUrl) => {
    s.on('GET registry.example/ocids/500', { json: { ocid: '500', metadataUrl } });
    const value = await oc.value();
    oc.session(value);
    await expect(oc.price(oc.intent(value))).rejects.toMatchObject({ code: 'insecure-url' });
  });

  it('that ends while the user is asked', async () => {
    const agreed = await oc.agree();
    s.advance(1501_000);
    s.on('POST bank.example/quotes', { status: 201, json: quote({ createdAt: new Date(s.now()).toISOString() }) });
    await expect(oc.rail.authorize(agreed, s.tools)).rejects.toMatchObject({ code: 'payable-expired' });
    await expect(oc.rail.submit(agreed, s.tools)).rejects.toMatchObject({ code: 'payable-expired' });
    await expect(oc.rail.quote(agreed.intent, 'w', Promise.resolve(agreed), s.tools)).rejects.toMatchObject({ code: 'payable-expired' });
  });
});

describe('a payment to the gateway', () => {
  it('is completed with the proof, which anybody can verify', async () => {
    const payment = await submitted();
    oc.settled();
    const proof = await oc.proof();
    const outcome = await oc.reconcile(payment);
    expect(outcome).toMatchObject({ status: 'completed', received: { value: 140_000n }, sent: { value: 8080n } });
    const [order, proven] = outcome.status === 'completed' ? (outcome.evidence ?? []) : [];
    expect(order).toMatchObject({ kind: 'signed-order', signer: { id: '500', name: 'Party 500' }, reference: '500/order-1' });
    expect(proven).toMatchObject({ kind: 'signed-proof', signer: { id: '200', name: 'Party 200' }, reference: '200/tx-1' });
    expect(JSON.parse(proven?.statement ?? '')).toEqual(proof);
    for (const one of [order, proven]) {
      expect(await isSignedBy(one?.statement ?? '', one?.signature ?? '', one?.signer.publicKey ?? '')).toBe(true);
    }
    expect(paid()).toBe(1);
  });

  it('is not completed by a gateway that says so, while its wallet has got nothing', async () => {
    const payment = await submitted();
    await oc.proof();
    s.on(SESSION_ROUTE, { json: { status: 'completed' } });
    expect(await oc.reconcile(payment)).not.toMatchObject({ status: 'completed' });
    expect(s.asked(PROOF_ROUTE)).toHaveLength(0);
  });

  it('waits a moment for the proof, then says that it is missing, and takes it whenever it comes', async () => {
    const payment = await submitted();
    oc.settled();
    s.on(PROOF_ROUTE, { status: 404, json: { error: { code: 'TXID_NOT_FOUND', message: 'not yet' } } });
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'sending' });
    s.advance(11_000);
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'unknown', code: 'proof-missing', isPaid: true });
    s.advance(60 * 60_000);
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'unknown', code: 'proof-missing', isPaid: true });
    await oc.proof();
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'completed', evidence: [{}, { reference: '200/tx-1' }] });
  });

  it('stays paid, whatever the wallets say later', async () => {
    const payment = await submitted();
    oc.settled();
    await oc.reconcile(payment);
    s.on(`GET bank.example/outgoing-payments/${QUOTE_ID}`, { json: { id: 'x', failed: true } });
    s.on('GET shop.example/incoming-payments/1', { status: 500, json: {} });
    s.advance(11_000);
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'unknown', code: 'proof-missing' });
    await oc.proof();
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'completed', received: { value: 140_000n } });
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'completed', evidence: [{}, {}] });
  });

  it.each([
    ['the gateway is away', { status: 503, json: {} }],
    ['the gateway answers with a page', { text: '<html>', type: 'text/html' }],
    ['the gateway answers with something else', { json: { paid: true } }],
  ])('is neither a success nor a failure while %s', async (_, reply) => {
    const payment = await submitted();
    oc.settled();
    s.on(PROOF_ROUTE, reply);
    await oc.reconcile(payment);
    s.advance(11_000);
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'unknown', code: 'proof-missing', isPaid: true });
  });

  it('nor while the issuer of the proof cannot be looked up', async () => {
    const payment = await submitted();
    oc.settled();
    await oc.proof();
    s.advance(6 * 60_000);
    s.on('GET gateway.example/metadata.json', { status: 503, json: {} });
    await oc.reconcile(payment);
    s.advance(11_000);
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'unknown', code: 'proof-missing', isPaid: true });
  });

  const day = 86_400;
  it.each([
    ['to.reference', { to: { ocid: '500', reference: 'order-2' } }],
    ['to.reference', { to: { ocid: '500' } }],
    ['to.ocid', { to: { ocid: '501', reference: 'order-1' } }],
    ['to.ocid', { to: { ocid: '200', reference: 'order-1' } }],
    ['issuer', { issuer: '666' }],
    ['issuer', { issuer: '500' }],
    ['currency', { currency: 'UGX' }],
    ['amount', { amount: '140.00' }],
    ['amount', { amount: '1400.000001' }],
    ['amount', { amount: 1400 }],
    ['amount', { amount: '1.4e3' }],
    ['amount', { amount: '-1400.00' }],
    ['timestamp', { timestamp: Math.floor(Date.parse('2026-11-21T10:00:00Z') / 1000) - day }],
    ['timestamp', { timestamp: Math.floor(Date.parse('2026-11-21T10:00:00Z') / 1000) - 400 }],
    ['timestamp', { timestamp: Math.floor(Date.parse('2026-11-21T10:00:00Z') / 1000) + day }],
    ['txid', { txid: '' }],
    ['from.ocid', { from: {} }],
  ])('is neither with a proof of something else: %s in %j', async (what, more) => {
    const payment = await submitted();
    oc.settled();
    await oc.proof(more);
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'unknown', code: 'proof-invalid', params: { what }, isPaid: true });
    await oc.proof();
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'completed' });
  });

  it.each([
    ['by another key', (text: string) => signText(text, keyOf('evil'))],
    [
      'without its nested fields',
      (text: string) => {
        const proof: object = JSON.parse(text) as object;
        const naive = JSON.stringify(proof, Object.keys(proof).toSorted());
        expect(naive).toContain('"to":{}');
        return signText(naive, keyOf('200'));
      },
    ],
    ['by nobody', () => Promise.resolve('')],
  ])('is neither with a proof signed %s', async (_, signature) => {
    const payment = await submitted();
    oc.settled();
    await oc.proof({}, signature);
    expect(await oc.reconcile(payment)).toMatchObject({
      status: 'unknown',
      code: 'proof-invalid',
      params: { what: 'signature' },
      isPaid: true,
    });
  });

  it('is neither with a proof that another payment has', async () => {
    const payment = await submitted();
    oc.settled();
    await oc.proof();
    oc.used.add('200/tx-1');
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'unknown', code: 'proof-invalid', params: { what: 'txid' }, isPaid: true });
  });

  it('is proven by whom the merchant accepts, to the gateway that the merchant names', async () => {
    const payment = await submitted(oc.order({ accepts: ['300', '200'] }));
    oc.settled();
    await oc.proof({ issuer: '300', to: { ocid: '300', reference: 'order-1' } });
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'completed', evidence: [{}, { signer: { id: '300' } }] });
  });

  it('is proven with a key that replaced another meanwhile', async () => {
    const payment = await submitted();
    oc.settled();
    const key = keyOf('next');
    s.on('GET gateway.example/metadata.json', async () => ({ json: await metadataOf('200', { key }) }));
    await oc.proof({}, (text) => signText(text, key));
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'completed' });
  });

  it('whose sender nobody can tell is told as paid only with a proof', async () => {
    const payment = await submitted();
    oc.settled();
    s.on(`GET bank.example/outgoing-payments/${QUOTE_ID}`, { status: 401, json: { error: { code: '401', description: 'Unauthorized' } } });
    await oc.reconcile(payment);
    s.advance(11_000);
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'unknown', code: 'proof-missing', isPaid: true });
    await oc.proof();
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'unknown', code: 'sender-unknown', isPaid: true });
  });

  it('that fails has failed, and no proof is asked for', async () => {
    const payment = await submitted();
    s.on(`GET bank.example/outgoing-payments/${QUOTE_ID}`, {
      json: {
        id: `https://bank.example/outgoing-payments/${QUOTE_ID}`,
        walletAddress: 'https://bank.example/alice',
        failed: true,
        receiver: PAYABLE,
        debitAmount: USD('8080'),
        receiveAmount: MXN('140000'),
        sentAmount: USD('0'),
      },
    });
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'failed', code: 'payment-failed' });
    expect(s.asked(PROOF_ROUTE)).toHaveLength(0);
  });

  it('has its proof in the end, wherever the worker dies', async () => {
    const saves = await savesOf((_, write) => write());
    expect(saves).toBeGreaterThan(1);
    for (let nth = 1; nth <= saves; nth++) {
      for (const isWritten of [false, true]) {
        s.reset();
        oc = openParties(s);
        const total = await savesOf(async (count, write) => {
          if (count !== nth) return await write();
          if (isWritten) await write();
          throw new Error('the worker died');
        });
        expect(total).toBeGreaterThanOrEqual(nth);
        expect(paid()).toBe(1);
      }
    }
  });

  /** Settles a payment with what `onSave` does at each save, then goes on as a new worker does. @returns how often it was saved. */
  async function savesOf(onSave: (count: number, write: () => Promise<void>) => Promise<void>): Promise<number> {
    const payment = await submitted();
    oc.settled();
    await oc.proof();
    let count = 0;
    const save = (state: Readonly<Record<string, unknown>>) => onSave((count += 1), () => s.tools.save(state)).then(() => undefined);
    const dying = { ...s.tools, state: s.tools.state, save };
    await oc.rail.reconcile({ ...payment, state: { ...payment.state, ...s.saved } }, dying).catch(() => undefined);
    expect(await oc.reconcile(payment)).toMatchObject({ status: 'completed', evidence: [{}, { reference: '200/tx-1' }] });
    return count;
  }

  it('gives back its right at the end, as any other', async () => {
    const payment = await submitted();
    await oc.rail.release({ ...payment.state, ...s.saved }, 'w', s.tools.signal);
    expect(s.asked('DELETE auth.bank.example/*').length).toBeGreaterThan(0);
  });
});

describe('a hosted checkout page', () => {
  it('is paid for the order of its session, under the same key as from the shop', async () => {
    const value = await oc.value();
    oc.session(value);
    const request = await oc.rail.readHostedRequest?.(CHECKOUT, s.tools.signal);
    expect(request).toEqual(oc.intent(value).request);
  });

  it.each([
    ['of a host that looks like the gateway’s', CHECKOUT.replace('gateway.example', 'gateway-example.example'), 'not-a-gateway'],
    ['of a registered gateway that is none of this build’s', CHECKOUT.replace('gateway.example', 'evil.example'), 'not-a-gateway'],
    ['over http', CHECKOUT.replace('https:', 'http:'), 'insecure-url'],
    ['of a session that nobody knows', `${CHECKOUT}0`, 'payable-unknown'],
  ])('%s is not', async (_, url, code) => {
    oc.session(await oc.value());
    await expect(oc.rail.readHostedRequest?.(url, s.tools.signal)).rejects.toMatchObject({ code });
  });

  it('is not paid where its session shows an order of another merchant', async () => {
    oc.session(await oc.value(), { merchantOcid: '501' });
    await expect(oc.rail.readHostedRequest?.(CHECKOUT, s.tools.signal)).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

describe('an order that the user declines', () => {
  const CANCEL = `${SESSION_ROUTE.replace('GET', 'POST')}/cancel`;

  it('is cancelled at the gateway, without a body or a cookie', async () => {
    const { state } = await oc.agree();
    s.on(CANCEL, { status: 204 });
    await oc.rail.cancel?.(state, s.tools.signal);
    expect(s.asked(CANCEL)).toMatchObject([{ body: '' }]);
  });

  it.each([[404], [409]])('and one that the gateway cannot cancel is left: %i', async (status) => {
    const { state } = await oc.agree();
    s.on(CANCEL, { status, json: { error: { code: 'INVALID_STATE' } } });
    await expect(oc.rail.cancel?.(state, s.tools.signal)).resolves.toBeUndefined();
  });

  it('and one that could not be told is told again', async () => {
    const { state } = await oc.agree();
    s.on(CANCEL, { status: 503, json: {} });
    await expect(oc.rail.cancel?.(state, s.tools.signal)).rejects.toMatchObject({ code: 'server-error' });
  });
});
