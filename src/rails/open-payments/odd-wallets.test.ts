import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CUT } from '../../../tests/rails/loopback.ts';
import type { Scripted } from '../../../tests/rails/scripted-wallets.ts';
import {
  continuation,
  FINISH,
  gone,
  incoming,
  isOutgoing,
  MXN,
  openScripted,
  outgoing,
  outgoingAccess,
  PAYABLE,
  PAYER,
  quote,
  QUOTE_ID,
  refuse,
  revived,
  token,
  USD,
} from '../../../tests/rails/scripted-wallets.ts';
import type { RailPayment } from '../../model/rail.ts';
import { toBase64Url } from '../http/bytes.ts';
import { interactionHash } from '../gnap/interaction.ts';
import type { Grant } from '../gnap/grant-state.ts';

const READ = 'GET shop.example/incoming-payments/1';
const SHOP_AUTH = 'POST auth.shop.example/';
const AUTH = 'POST auth.bank.example/';
const QUOTES = 'POST bank.example/quotes';
const PAY = 'POST bank.example/outgoing-payments';
const PAID = `GET bank.example/outgoing-payments/${QUOTE_ID}`;
const SPENT = 'GET bank.example/outgoing-payment-grant';
const LIST = 'GET bank.example/outgoing-payments?*';

let w: Scripted;
beforeAll(async () => {
  w = await openScripted();
});
beforeEach(() => w.reset());
afterEach(() => expect(w.badSignatures).toEqual([]));
afterAll(() => w.close());

const clientOf = (body: string): unknown => (JSON.parse(body) as { client: unknown }).client;
const openApi = (what: string) => ({ status: 400, json: { error: { description: `Received error validating OpenAPI request: ${what}` } } });

describe("the payee's server", () => {
  test('learns nothing of the payer where it knows directed identity', async () => {
    await w.price();
    const toShop = w.seen.filter(({ host }) => host.endsWith('shop.example'));
    expect(JSON.stringify(toShop)).not.toContain('bank.example');
    expect(clientOf(w.asked(SHOP_AUTH)[0]?.body ?? '')).toHaveProperty('jwk.kty', 'OKP');
  });

  test('without a wallet, an old server stays unverified', async () => {
    w.on(SHOP_AUTH, openApi('body.client must be string'));
    const { payable } = await w.rail.resolve(w.intent, undefined, w.tools);
    expect(payable).toEqual({ url: PAYABLE, received: { value: 0n, assetCode: 'MXN', assetScale: 2 } });
  });

  test('that refuses read-all is asked for read', async () => {
    w.on(SHOP_AUTH, ({ body }) => (body.includes('read-all') ? refuse(401, 'not allowed', 'request_denied') : undefined));
    expect((await w.price()).payable.due?.value).toBe(140000n);
  });

  test('that wants its owner to consent is not waited for', async () => {
    w.on(SHOP_AUTH, ({ host }) => ({
      json: { interact: { redirect: 'https://auth.shop.example/i', finish: 'f' }, continue: continuation('x', host, 5) },
    }));
    expect((await w.price()).payable.payee).toBeUndefined();
    expect(w.asked('DELETE auth.shop.example/continue/x')).toHaveLength(2);
  });

  test.each([401, 403, 404])('that refuses the full payment with %i: unverified, and the quote still works', async (status) => {
    w.on(READ, ({ headers }) => (headers['authorization'] ? refuse(status, 'Incoming payment not found') : undefined));
    const { payable, quote: priced } = await w.price();
    expect(payable.payee).toBeUndefined();
    expect(payable.due).toBeUndefined();
    expect(priced.receive.value).toBe(140000n);
  });

  test.each([
    ['gone', gone, 'payable-unknown'],
    ['404', { status: 404, text: 'Not Found' }, 'payable-unknown'],
    ['500', { status: 500, text: 'Internal Server Error' }, 'server-error'],
    ['an auth server on this machine', { json: { authServer: 'https://127.0.0.1/', receivedAmount: MXN('0') } }, 'insecure-url'],
    ['a plain auth server', { json: { authServer: 'http://auth.shop.example/', receivedAmount: MXN('0') } }, 'insecure-url'],
    [
      'an amount that is a number',
      { json: { authServer: 'https://auth.shop.example', receivedAmount: { ...MXN('0'), value: 0 } } },
      'malformed',
    ],
  ])('%s → %s', async (_name, reply, code) => {
    w.on(READ, reply);
    await expect(w.rail.resolve(w.intent, undefined, w.tools)).rejects.toMatchObject({ code });
  });

  test.each([
    ['completed', { completed: true, methods: [] }, 'payable-completed'],
    ['paid in full', { receivedAmount: MXN('140000') }, 'payable-completed'],
    ['paid more than in full', { receivedAmount: MXN('140001') }, 'payable-completed'],
    ['expired', { expiresAt: '2026-11-21T09:00:00Z' }, 'payable-expired'],
    ['about to expire', { expiresAt: '2026-11-21T10:00:30Z' }, 'payable-expired'],
    ['without methods', { methods: [], expiresAt: undefined }, 'payee-not-payable'],
    ['without methods, and with an end', { methods: [] }, 'payable-expired'],
    ['with other methods', { methods: [{ type: 'sepa', iban: 'DE00' }] }, 'payee-not-payable'],
    ['another payment', { id: 'https://shop.example/incoming-payments/2' }, 'malformed'],
    ['two assets', { receivedAmount: USD('0') }, 'malformed'],
    ["somebody else's address", { walletAddress: 'https://bank.example/alice' }, 'malformed'],
    ['an address on this machine', { walletAddress: 'https://localhost/shop' }, 'insecure-url'],
    ['2^64', { incomingAmount: MXN('18446744073709551616') }, 'malformed'],
    ['a negative amount', { incomingAmount: MXN('-1') }, 'malformed'],
    ['a bad date', { expiresAt: 'tomorrow' }, 'malformed'],
  ])('%s → %s', async (_name, change, code) => {
    w.on(READ, ({ headers }) => (headers['authorization'] ? { json: incoming(change) } : undefined));
    w.on('GET bank.example/alice', {
      json: { id: PAYER, assetCode: 'MXN', assetScale: 2, authServer: 'https://auth.bank.example', resourceServer: 'https://bank.example' },
    });
    await expect(w.price()).rejects.toMatchObject({ code });
  });

  test('a part is paid already: the rest is due', async () => {
    w.on(READ, ({ headers }) => (headers['authorization'] ? { json: incoming({ receivedAmount: MXN('40000') }) } : undefined));
    expect((await w.price()).payable).toMatchObject({ due: { value: 100000n }, received: { value: 40000n } });
  });
});

describe('the quote', () => {
  test('may take six times as long as any other answer', async () => {
    const timeouts = vi.spyOn(AbortSignal, 'timeout');
    await w.price();
    const long = timeouts.mock.calls.filter(([ms]) => ms === 180_000);
    expect(long).toHaveLength(w.asked('POST bank.example/quotes').length);
    expect(timeouts.mock.calls.length - long.length).toBe(w.seen.length - long.length);
    expect(timeouts.mock.calls.every(([ms]) => ms === 180_000 || ms === 30_000)).toBe(true);
    timeouts.mockRestore();
  });

  test.each([
    ['invalid receiver', refuse(400, 'invalid receiver'), 'quote-refused'],
    ['500 in plain text', { status: 500, text: 'Internal Server Error' }, 'quote-refused'],
    ['too narrow a grant', refuse(403, 'Insufficient Grant'), 'quote-refused'],
    ['not enough money, by its status', { status: 402, json: {} }, 'insufficient-funds'],
    ['not enough money, in words', refuse(400, 'insufficient balance'), 'insufficient-funds'],
    ['our key is gone', refuse(401, 'Signature validation error: could not find key in list of client keys'), 'key-removed'],
    ['our clock', refuse(401, 'Signature validation error: signature created in the future'), 'clock-skew'],
    ['nothing would arrive', refuse(400, 'non-positive receive amount'), 'amount-too-small'],
    ['another receiver', { status: 201, json: quote({ receiver: 'https://shop.example/incoming-payments/2' }) }, 'quote-mismatch'],
    ['another wallet', { status: 201, json: quote({ walletAddress: 'https://bank.example/bob' }) }, 'quote-mismatch'],
    ['another debit asset', { status: 201, json: quote({ debitAmount: MXN('8080') }) }, 'quote-mismatch'],
    ['another debit scale', { status: 201, json: quote({ debitAmount: { ...USD('8080'), assetScale: 9 } }) }, 'quote-mismatch'],
    ['no debit', { status: 201, json: quote({ debitAmount: undefined }) }, 'malformed'],
    ['an id that is no address', { status: 201, json: quote({ id: 'q-1' }) }, 'malformed'],
    ['a cut connection', CUT, 'unreachable'],
  ] as const)('%s → %s', async (_name, reply, code) => {
    w.on(QUOTES, reply);
    await expect(w.price()).rejects.toMatchObject({ code });
  });

  test('too small: says from where on it works', async () => {
    const details = { minSendAmount: USD('105') };
    w.on(QUOTES, { status: 400, json: { error: { code: '400', description: 'non-positive receive amount', details } } });
    await expect(w.price()).rejects.toMatchObject({ code: 'amount-too-small', params: { min: '1.05', currency: 'USD' } });
  });

  test('without an expiry holds for five minutes, and may say what is sent', async () => {
    w.on(QUOTES, { status: 201, json: quote({ expiresAt: undefined, sentAmount: USD('8000') }) });
    expect((await w.price()).quote).toMatchObject({ expiresAt: expect.any(Number) as unknown, sent: { value: 8000n } });
  });

  test("what the payee says comes before the wallet's refusal", async () => {
    w.on(QUOTES, refuse(400, 'invalid receiver'));
    w.on(READ, ({ headers }) => (headers['authorization'] ? { json: incoming({ completed: true }) } : undefined));
    const resolving = w.rail.resolve(w.intent, undefined, w.tools);
    await expect(w.rail.quote(w.intent, 'w', resolving, w.tools)).rejects.toMatchObject({ code: 'payable-completed' });
  });

  test('starts before the payee has answered', async () => {
    const order: string[] = [];
    w.on(READ, () => void order.push('read'));
    w.on(QUOTES, () => void order.push('quote'));
    w.tokens.set(`quote:w:${w.keyId}`, { value: 'kept', manage: 'https://auth.bank.example/token/kept' });
    await w.price();
    expect(order.indexOf('quote')).toBeLessThan(order.lastIndexOf('read'));
    expect(w.asked(AUTH)).toHaveLength(0);
  });

  test('a server that knows only the object form of the client', async () => {
    w.on(AUTH, ({ body }) => (typeof clientOf(body) === 'string' ? openApi('body.client must be object') : undefined));
    expect((await w.price()).quote.debit.value).toBe(8080n);
  });

  test('a token for another host is taken nowhere', async () => {
    w.on(AUTH, { json: { access_token: { value: 't', manage: 'https://evil.example/token', access: [] } } });
    await expect(w.price()).rejects.toMatchObject({ code: 'malformed', params: { what: 'manage' } });
  });
});

describe('the grant', () => {
  async function back(payment: RailPayment): Promise<string> {
    const { endpoint, interaction } = payment.state['grant'] as Grant;
    if (!interaction) throw new Error('no interaction');
    const { finishUri, nonce, serverNonce } = interaction;
    const hash = toBase64Url(await interactionHash({ endpoint, nonce, serverNonce, ref: 'REF' }));
    return `${finishUri}?interact_ref=REF&hash=${hash}`;
  }
  async function waiting(): Promise<RailPayment> {
    const payment = await w.price();
    const { state } = await w.rail.authorize(payment, w.tools);
    return { ...payment, state };
  }
  const CONTINUE = 'POST auth.bank.example/continue/ask-c';
  const granted = () => ({
    json: { access_token: token('pay-1', 'auth.bank.example', [outgoingAccess()]), continue: continuation('pay-c', 'auth.bank.example') },
  });

  test('asks for this receiver and this debit only, and says where to come back', async () => {
    const payment = await waiting();
    const { access_token, interact } = JSON.parse(w.asked(AUTH).find(isOutgoing)?.body ?? '') as {
      access_token: unknown;
      interact: unknown;
    };
    expect(access_token).toEqual({ access: [outgoingAccess()] });
    const { interaction } = payment.state['grant'] as Grant;
    expect(interact).toEqual({
      start: ['redirect'],
      finish: { method: 'redirect', uri: interaction?.finishUri, nonce: interaction?.nonce },
    });
    expect(interaction?.finishUri).toMatch(new RegExp(`^${FINISH}[\\w-]{22,}$`));
  });

  test.each([
    ['https://evil.example/consent', 'consent-elsewhere'],
    ['http://auth.bank.example/consent', 'insecure-url'],
  ])('a consent at %s → %s', async (redirect, code) => {
    w.on(AUTH, (seen) =>
      isOutgoing(seen) ? { json: { interact: { redirect, finish: 'f' }, continue: continuation('c', seen.host) } } : undefined,
    );
    await expect(waiting()).rejects.toMatchObject({ code, params: { host: new URL(redirect).host } });
    await w.rail.release(w.saved, 'w', w.tools.signal);
    expect(w.asked('DELETE auth.bank.example/continue/c')).toHaveLength(1);
  });

  test('a continuation on another host is refused', async () => {
    w.on(AUTH, (seen) =>
      isOutgoing(seen)
        ? { json: { interact: { redirect: 'https://auth.bank.example/i', finish: 'f' }, continue: continuation('c', 'evil.example') } }
        : undefined,
    );
    await expect(waiting()).rejects.toMatchObject({ code: 'malformed', params: { what: 'continue' } });
  });

  test('neither token nor interaction', async () => {
    w.on(AUTH, (seen) => (isOutgoing(seen) ? { json: { continue: continuation('c', seen.host) } } : undefined));
    await expect(waiting()).rejects.toMatchObject({ code: 'malformed' });
  });

  test('continues after the wait, counted from the request', async () => {
    w.on(CONTINUE, granted);
    const payment = await waiting();
    await w.rail.finish(payment, await back(payment), w.tools);
    expect(w.slept).toEqual([5000]);
    expect(JSON.parse(w.asked(CONTINUE)[0]?.body ?? '')).toEqual({ interact_ref: 'REF' });
  });

  test('too fast: waits and asks again', async () => {
    w.on(CONTINUE, (_seen, nth) => (nth < 3 ? refuse(400, 'continued too fast', 'too_fast') : granted()));
    const payment = await waiting();
    expect(await w.rail.finish(payment, await back(payment), w.tools)).toHaveProperty('grant.token.value', 'pay-1');
    expect(w.slept).toEqual([5000, 500, 1000]);
  });

  test('not decided yet: goes on where the server says', async () => {
    w.on(CONTINUE, { json: { continue: continuation('next', 'auth.bank.example', 2) } });
    w.on('POST auth.bank.example/continue/next', granted);
    const payment = await waiting();
    expect(await w.rail.finish(payment, await back(payment), w.tools)).toHaveProperty('grant.token.value', 'pay-1');
    expect(w.slept).toEqual([5000, 2000]);
  });

  test.each([
    [refuse(401, 'grant interaction not approved', 'request_denied'), 'consent-denied'],
    [refuse(401, 'denied', 'user_denied'), 'consent-denied'],
    [refuse(404, 'grant not found', 'invalid_continuation'), 'consent-lost'],
    [refuse(401, 'grant not found', 'invalid_continuation'), 'consent-lost'],
    [refuse(401, 'invalid signature', 'invalid_client'), 'key-removed'],
    [refuse(401, 'signature expired', 'invalid_client'), 'clock-skew'],
  ])('%j → %s', async (reply, code) => {
    w.on(CONTINUE, reply);
    const payment = await waiting();
    await expect(w.rail.finish(payment, await back(payment), w.tools)).rejects.toMatchObject({ code });
  });

  test('after a death between use and answer: one more try, and then it is lost', async () => {
    w.on(CONTINUE, (_seen, nth) => (nth === 1 ? { status: 500 } : refuse(401, 'grant interaction not approved', 'request_denied')));
    const payment = await waiting();
    await expect(w.rail.finish(payment, await back(payment), w.tools)).rejects.toMatchObject({ code: 'consent-lost' });
    await expect(w.rail.finish(revived(payment, w.saved), await back(payment), w.tools)).rejects.toMatchObject({ code: 'consent-lost' });
  });

  test('a server that needs no consent', async () => {
    const payment = await w.agree();
    expect(payment.state).toHaveProperty('grant.token.value', 'pay-1');
    expect(await w.rail.submit(payment, w.tools)).toMatchObject({ status: 'sending' });
  });

  test('a second attempt gives the first grant back', async () => {
    const payment = await waiting();
    await w.rail.authorize(payment, w.tools);
    expect(w.asked('DELETE auth.bank.example/continue/ask-c')).toHaveLength(1);
  });
});

describe('sending', () => {
  test.each([
    [refuse(403, 'unauthorized'), 'over-limit'],
    [refuse(403, 'Insufficient Grant'), 'right-refused'],
    [refuse(400, 'invalid quote'), 'payment-refused'],
    [refuse(400, 'quote is expired'), 'quote-expired'],
    [refuse(400, 'insufficient funds'), 'insufficient-funds'],
    [{ status: 402, json: {} }, 'insufficient-funds'],
    [refuse(401, 'Signature validation error: could not find key in list of client keys'), 'key-removed'],
    [refuse(401, 'Signature validation error: expired'), 'clock-skew'],
    [refuse(429, 'slow down'), 'server-error'],
    [refuse(401, 'Missing or invalid authorization header value'), 'payment-refused'],
  ])('the first time, %j proves that nothing happened: %s', async (reply, code) => {
    const payment = await w.agree();
    w.on(PAY, reply);
    await expect(w.rail.submit(payment, w.tools)).rejects.toMatchObject({ code });
  });

  test('names the quote, and puts our id where it can be found again', async () => {
    const payment = await w.agree();
    await w.rail.submit(payment, w.tools);
    expect(JSON.parse(w.asked(PAY)[0]?.body ?? '')).toEqual({
      walletAddress: PAYER,
      quoteId: `https://bank.example/quotes/${QUOTE_ID}`,
      metadata: { description: 'https://shop.example', externalRef: 'order-7', paymentId: 'p' },
    });
  });

  test('a dead token is rotated once, written down and used', async () => {
    const payment = await w.agree();
    w.on(PAY, ({ headers }) => (headers['authorization'] === 'GNAP pay-1' ? refuse(403, 'Inactive Token') : undefined));
    w.on('POST auth.bank.example/token/pay-1', { json: { access_token: token('pay-2', 'auth.bank.example') } });
    const outcome = await w.rail.submit(payment, w.tools);
    expect(outcome).toMatchObject({ status: 'sending', state: { grant: { token: { value: 'pay-2' } } } });
    expect(w.saved).toHaveProperty('grant.token.value', 'pay-2');
  });

  test.each([
    ['401', refuse(401, 'invalid access token', 'invalid_client'), 'right-revoked'],
    ['404', refuse(404, 'token not found', 'invalid_rotation'), 'right-revoked'],
    ['500', { status: 500, text: 'Internal Server Error' }, 'server-error'],
    ['a cut connection', CUT, 'unreachable'],
  ] as const)('a rotation that ends in %s → %s', async (_name, reply, code) => {
    const payment = await w.agree();
    w.on(PAY, refuse(403, 'Inactive Token'));
    w.on('POST auth.bank.example/token/pay-1', reply);
    await expect(w.rail.submit(payment, w.tools)).rejects.toMatchObject({ code, retry: 'safe' });
  });

  test('a right that is gone is no failure where the payee has got something: an earlier copy of the request may have paid', async () => {
    const payment = await w.agree();
    w.on(PAY, refuse(403, 'Inactive Token'));
    w.on('POST auth.bank.example/token/pay-1', refuse(401, 'invalid access token', 'invalid_client'));
    w.on(READ, { json: incoming({ receivedAmount: MXN('140000') }) });
    expect(await w.rail.submit(payment, w.tools)).toMatchObject({ status: 'unknown', code: 'answer-lost' });
  });

  test('an id that points elsewhere is not believed', async () => {
    const payment = await w.agree();
    w.on(PAY, { status: 201, json: outgoing({ id: 'https://evil.example/outgoing-payments/1' }) });
    const outcome = await w.rail.submit(payment, w.tools);
    expect(outcome.status).toBe('sending');
    expect(outcome.state).not.toHaveProperty('outgoing');
  });
});

describe('reading both sides', () => {
  /** Sent, and the answer lost. */
  async function lost(): Promise<RailPayment> {
    const payment = await w.agree();
    w.on(PAY, CUT);
    const outcome = await w.rail.submit(payment, w.tools);
    expect(outcome).toMatchObject({ status: 'unknown', code: 'answer-lost' });
    return revived({ ...payment, state: outcome.state }, w.saved);
  }
  const shop = (received: string, more: object = {}): void =>
    w.on(READ, ({ headers }) =>
      headers['authorization']
        ? { json: incoming({ receivedAmount: MXN(received), ...more }) }
        : { json: { receivedAmount: MXN(received), authServer: 'https://auth.shop.example' } },
    );
  const read = async (payment: RailPayment): Promise<unknown> => w.rail.reconcile(payment, w.tools);
  /** Read again with what the journal holds, when the wallet has had its time. */
  const readLater = (payment: RailPayment): Promise<unknown> => {
    w.advance(10_000);
    return read(revived(payment, w.saved));
  };

  /** Read again when nothing that was on its way can come any more. */
  const readAtLast = (payment: RailPayment): Promise<unknown> => {
    w.advance(payment.quote.expiresAt + 2 * 60_000 - w.now() + 1);
    return read(revived(payment, w.saved));
  };

  test('absent, unspent, nothing received: nothing happened', async () => {
    const payment = await lost();
    w.on(SPENT, { json: { spentDebitAmount: null, spentReceiveAmount: null } });
    expect(await read(payment)).toMatchObject({ status: 'nothing-happened' });
  });

  test('absent and not in the list: nothing happened', async () => {
    const payment = await lost();
    w.on(LIST, {
      json: {
        result: [outgoing({ id: 'https://bank.example/outgoing-payments/9', quoteId: 'https://bank.example/quotes/9' })],
        pagination: { hasNextPage: false },
      },
    });
    expect(await read(payment)).toMatchObject({ status: 'nothing-happened' });
  });

  test('absent by its address but in the list: there it is', async () => {
    const payment = await lost();
    w.on(LIST, { json: { result: [outgoing({ id: 'https://bank.example/outgoing-payments/9' })], pagination: {} } });
    expect(await read(payment)).toMatchObject({ status: 'sending', state: { outgoing: 'https://bank.example/outgoing-payments/9' } });
  });

  test('absent by its address, but the grant has spent: unknown', async () => {
    const payment = await lost();
    w.on(SPENT, { json: { spentDebitAmount: USD('8080'), spentReceiveAmount: MXN('140000') } });
    expect(await read(payment)).toMatchObject({ status: 'unknown', code: 'answer-lost' });
  });

  test('an older server that shows neither list nor spending, but knows the token: nothing happened', async () => {
    expect(await read(await lost())).toMatchObject({ status: 'nothing-happened' });
  });

  test('the same, when the wallet has refused the quote the second time: unknown', async () => {
    const payment = await lost();
    w.on(PAY, refuse(400, 'invalid quote'));
    const again = await w.rail.submit({ ...payment, isRepeat: true }, w.tools);
    expect(again).toMatchObject({ status: 'unknown', code: 'answer-lost' });
    expect(await read({ ...payment, state: again.state })).toMatchObject({ status: 'unknown' });
    w.on(SPENT, { json: { spentDebitAmount: USD('0'), spentReceiveAmount: MXN('0') } });
    expect(await read({ ...payment, state: again.state })).toMatchObject({ status: 'nothing-happened' });
    // Sent once more and refused once more: only a dead quote makes it a failure, and that is not for the rail to say.
    expect(await w.rail.submit({ ...payment, state: again.state, isRepeat: true }, w.tools)).toMatchObject({
      status: 'unknown',
      code: 'answer-lost',
    });
  });

  test('a server of another kind, where an address says nothing: unknown', async () => {
    w.on(QUOTES, { status: 201, json: quote({ id: 'https://bank.example/quotes/42' }) });
    const payment = await lost();
    w.on('GET bank.example/outgoing-payments/42', { status: 404, json: {} });
    expect(await read(payment)).toMatchObject({ status: 'unknown' });
  });

  describe('a wallet of which no reading can be expected to prove anything', () => {
    const ODD = 'GET bank.example/outgoing-payments/42';
    const lostAtOdd = async (): Promise<RailPayment> => {
      w.on(QUOTES, { status: 201, json: quote({ id: 'https://bank.example/quotes/42' }) });
      const payment = await lost();
      w.on(ODD, { status: 404, json: {} });
      return payment;
    };
    const isMute = async (payment: RailPayment): Promise<boolean> => {
      const outcome = await w.rail.reconcile(payment, w.tools);
      return outcome.status === 'unknown' && outcome.isMute === true;
    };

    test('knows nothing at an address that says nothing, and shows no list', async () => {
      expect(await isMute(await lostAtOdd())).toBe(true);
    });

    test('lists other payments only, and says that there are more', async () => {
      const payment = await lostAtOdd();
      w.on(LIST, { json: { result: [], pagination: { hasNextPage: true } } });
      expect(await isMute(payment)).toBe(true);
    });

    test.each([
      ['its token is dead for good', refuse(403, 'Inactive Token')],
      ['our key is gone', refuse(401, 'Signature validation error: could not find key in list of client keys')],
      ['it lets nothing be read', refuse(403, 'Forbidden')],
    ])('%s', async (_name, reply) => {
      const payment = await lostAtOdd();
      w.on(ODD, reply);
      expect(await isMute(payment)).toBe(true);
    });

    test.each([
      ['cannot be reached', CUT],
      ['has trouble', { status: 500, text: '' }],
      ['answers with something else', { json: outgoing({ quoteId: 'https://bank.example/quotes/9' }) }],
    ] as const)('is another that %s', async (_name, reply) => {
      const payment = await lostAtOdd();
      w.on(ODD, reply);
      expect(await isMute(payment)).toBe(false);
    });

    test('is another whose list could not be read for once', async () => {
      const payment = await lostAtOdd();
      w.on(LIST, { status: 500, text: '' });
      expect(await isMute(payment)).toBe(false);
    });

    test('is another that has spent something of the grant', async () => {
      const payment = await lostAtOdd();
      w.on(SPENT, { json: { spentDebitAmount: USD('8080'), spentReceiveAmount: MXN('140000') } });
      expect(await isMute(payment)).toBe(false);
    });

    test('is another that has refused a repeat, or named the payment before', async () => {
      const payment = await lostAtOdd();
      expect(await isMute({ ...payment, state: { ...payment.state, refusedRepeat: true } })).toBe(false);
      const outgoing = 'https://bank.example/outgoing-payments/42';
      expect(await isMute({ ...payment, state: { ...payment.state, outgoing } })).toBe(false);
    });

    test.each(['1', '140000'])('is no such while the payee has got something: %s', async (received) => {
      const payment = await lostAtOdd();
      shop(received);
      expect(await isMute(payment)).toBe(false);
    });
  });

  test.each([
    ['a dead token that does not rotate', refuse(403, 'Inactive Token'), 'right-revoked'],
    ['a removed key', refuse(401, 'Signature validation error: could not find key in list of client keys'), 'key-removed'],
    ['500', { status: 500, text: 'Internal Server Error' }, 'server-error'],
    ['a cut connection', CUT, 'unreachable'],
    ['a web page', { text: '<html>', type: 'text/html' }, 'not-json'],
    ["somebody else's payment", { json: outgoing({ quoteId: 'https://bank.example/quotes/9' }) }, 'malformed'],
  ] as const)('%s proves nothing', async (_name, reply, code) => {
    const payment = await lost();
    w.on(PAID, reply);
    expect(await read(payment)).toMatchObject({ status: 'unknown', code });
    // Nor does it prove whose money it was when the payee has everything.
    shop('140000', { completed: true });
    expect(await read(payment)).toMatchObject({ status: 'unknown', code });
    expect(await readLater(payment)).toMatchObject({ status: 'unknown', code: 'sender-unknown', isPaid: true });
    w.on(PAID, { json: outgoing({ sentAmount: USD('8000') }) });
    expect(await readLater(payment)).toMatchObject({ status: 'completed', received: { value: 140000n }, sent: { value: 8000n } });
  });

  test('absent says nothing when the token is dead', async () => {
    const payment = await lost();
    w.on(LIST, refuse(403, 'Inactive Token'));
    w.on(SPENT, refuse(403, 'Inactive Token'));
    expect(await read(payment)).toMatchObject({ status: 'unknown', code: 'right-revoked' });
    expect(w.asked('POST auth.bank.example/token/pay-1')).toHaveLength(1);
  });

  test('a dead token is rotated once, although two readings meet it', async () => {
    const payment = await lost();
    const isDead = (authorization = ''): boolean => authorization === 'GNAP pay-1';
    w.on(LIST, ({ headers }) => (isDead(headers['authorization']) ? refuse(403, 'Inactive Token') : refuse(403, 'Insufficient Grant')));
    w.on(SPENT, ({ headers }) =>
      isDead(headers['authorization']) ? refuse(403, 'Inactive Token') : { json: { spentDebitAmount: null, spentReceiveAmount: null } },
    );
    w.on('POST auth.bank.example/token/*', { json: { access_token: token('pay-2', 'auth.bank.example') } });
    expect(await read(payment)).toMatchObject({ status: 'nothing-happened', state: { grant: { token: { value: 'pay-2' } } } });
    expect(w.asked('POST auth.bank.example/token/*')).toHaveLength(1);
  });

  test('a reading that meets the dead token only after its renewal does not rotate again', async () => {
    const payment = await lost();
    const isDead = (authorization = ''): boolean => authorization === 'GNAP pay-1';
    const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 80));
    w.on(LIST, ({ headers }) => (isDead(headers['authorization']) ? refuse(403, 'Inactive Token') : refuse(403, 'Insufficient Grant')));
    w.on(SPENT, async ({ headers }) => {
      if (!isDead(headers['authorization'])) return { json: { spentDebitAmount: null, spentReceiveAmount: null } };
      await later();
      return refuse(403, 'Inactive Token');
    });
    w.on('POST auth.bank.example/token/*', { json: { access_token: token('pay-2', 'auth.bank.example') } });
    expect(await read(payment)).toMatchObject({ status: 'nothing-happened' });
    expect(w.asked('POST auth.bank.example/token/*')).toHaveLength(1);
  });

  test('the last packets arrive while the payer is read: failed is judged on a later reading of the payee', async () => {
    const payment = await lost();
    w.on(PAID, { json: outgoing({ failed: true, sentAmount: USD('8000') }) });
    w.on(READ, (_seen, nth) => ({ json: incoming({ receivedAmount: MXN(nth === 1 ? '0' : '140000') }) }));
    expect(await read(payment)).toMatchObject({ status: 'sending' });
    expect(await readLater(payment)).toMatchObject({ status: 'completed', received: { value: 140000n } });
  });

  test('our own request, late on the wire, comes between the two readings: nobody else has paid', async () => {
    const payment = await lost();
    w.on(LIST, { json: { result: [] } });
    w.on(PAID, (_seen, nth) => (nth === 1 ? { status: 404, json: {} } : { json: outgoing({ sentAmount: USD('8000') }) }));
    shop('140000', { completed: true });
    expect(await read(payment)).toMatchObject({ status: 'completed', received: { value: 140000n }, sent: { value: 8000n } });
  });

  test('paid by another party, and the wallet knows nothing of ours: not our receipt, and no failure while ours may be on its way', async () => {
    const payment = await lost();
    w.on(LIST, { json: { result: [] } });
    shop('140000', { completed: true });
    expect(await read(payment)).toMatchObject({ status: 'sending' });
    expect(await readLater(payment)).toMatchObject({ status: 'unknown', code: 'sender-unknown', isPaid: true });
    expect(await readAtLast(payment)).toMatchObject({ status: 'failed', code: 'payable-completed' });
  });

  test('absent, but something has arrived: unknown', async () => {
    const payment = await lost();
    w.on(SPENT, { json: { spentDebitAmount: null, spentReceiveAmount: null } });
    shop('1');
    expect(await read(payment)).toMatchObject({ status: 'unknown', code: 'answer-lost' });
  });

  test('absent, but the payee cannot be read: unknown', async () => {
    const payment = await lost();
    w.on(READ, CUT);
    expect(await read(payment)).toMatchObject({ status: 'unknown', code: 'unreachable' });
  });

  test.each([
    ['nothing arrived', '0', {}, { status: 'sending' }],
    ['a part arrived', '70000', { sentAmount: USD('4000') }, { status: 'sending' }],
    ['all arrived', '140000', { sentAmount: USD('8000') }, { status: 'completed', received: { value: 140000n }, sent: { value: 8000n } }],
    ['failed', '0', { failed: true }, { status: 'failed', code: 'payment-failed' }],
    ['failed half-way', '70000', { failed: true, sentAmount: USD('4000') }, { status: 'failed', code: 'paid-in-part' }],
    [
      'failed half-way, and debited more than was approved',
      '70000',
      { failed: true, sentAmount: USD('4000'), debitAmount: USD('8888') },
      { status: 'failed', code: 'paid-in-part', excess: { received: { value: 70000n }, debit: { value: 8888n } } },
    ],
    ['all arrived, and the wallet says nothing yet', '140000', {}, { status: 'sending' }],
  ])('found, %s', async (_name, received, change, expected) => {
    const payment = await lost();
    w.on(PAID, { json: outgoing(change) });
    shop(received);
    expect(await read(payment)).toMatchObject(expected);
  });

  test('failed: false and nothing sent, for good: never a receipt, never a failure, until something proves whose money it was', async () => {
    const payment = await lost();
    w.on(PAID, { json: outgoing() });
    shop('140000', { completed: true });
    expect(await read(payment)).toMatchObject({ status: 'sending' });
    w.advance(9_999);
    expect(await read(revived(payment, w.saved))).toMatchObject({ status: 'sending' });
    for (const _again of [1, 2]) {
      expect(await readLater(payment)).toMatchObject({ status: 'unknown', code: 'sender-unknown', isPaid: true });
    }
    w.on(PAID, { json: outgoing({ sentAmount: USD('8000') }) });
    expect(await readLater(payment)).toMatchObject({ status: 'completed', sent: { value: 8000n } });
    w.on(PAID, { json: outgoing({ failed: true }) });
    expect(await readLater(payment)).toMatchObject({ status: 'failed', code: 'payable-completed' });
  });

  test('failed with nothing sent, but the payee has got a part: no failure while money of ours can be on its way', async () => {
    const payment = await lost();
    w.on(PAID, { json: outgoing({ failed: true }) });
    shop('70000');
    expect(await read(payment)).toMatchObject({ status: 'unknown', code: 'answer-lost' });
    expect(await readAtLast(payment)).toMatchObject({ status: 'failed', code: 'payable-changed' });
  });

  test('a payee that closed without anything received is not paid, whatever the wallet says it sent', async () => {
    const payment = await lost();
    w.on(PAID, { json: outgoing({ sentAmount: USD('1') }) });
    shop('0', { completed: true });
    expect(await read(payment)).not.toMatchObject({ status: 'completed' });
    expect(await readAtLast(payment)).not.toMatchObject({ status: 'completed' });
  });

  test('to an incoming payment of ours, and the wallet cannot be read: the payee alone proves nothing', async () => {
    const payment = await lost();
    const own = { ...payment, state: { ...payment.state, incomingPayment: PAYABLE } };
    w.on(PAID, CUT);
    w.on(LIST, CUT);
    shop('140000', { completed: true });
    expect(await read(own)).not.toMatchObject({ status: 'completed' });
    expect(await readLater(own)).toMatchObject({ status: 'unknown' });
  });

  test.each([
    [
      'nothing: somebody else has paid',
      { spentDebitAmount: null, spentReceiveAmount: null },
      { status: 'failed', code: 'payable-completed' },
    ],
    [
      '0: somebody else has paid',
      { spentDebitAmount: USD('0'), spentReceiveAmount: MXN('0') },
      { status: 'failed', code: 'payable-completed' },
    ],
    // The reference server counts the whole debit from the payment's creation on, whatever becomes of it.
    [
      'all: that proves nothing',
      { spentDebitAmount: USD('8080'), spentReceiveAmount: MXN('140000') },
      { status: 'unknown', code: 'sender-unknown' },
    ],
  ])('failed: false and nothing sent, and the grant has spent %s', async (_name, spent, expected) => {
    const payment = await lost();
    w.on(PAID, { json: outgoing() });
    w.on(SPENT, { json: spent });
    shop('140000');
    expect(await read(payment)).toMatchObject({ status: 'sending' });
    // Some wallets count a debit as spent only when it has left: until the quote is dead for certain, it still may.
    expect(await readLater(payment)).toMatchObject({ status: 'unknown', code: 'sender-unknown', isPaid: true });
    w.advance(payment.quote.expiresAt + 2 * 60_000 - w.now());
    expect(await read(revived(payment, w.saved))).toMatchObject({ status: 'unknown', code: 'sender-unknown', isPaid: true });
    expect(await readAtLast(payment)).toMatchObject(expected);
  });

  test('to an incoming payment that we made for it, which nobody else was told of: ours, without a fee', async () => {
    const payment = await lost();
    const own = { ...payment, state: { ...payment.state, incomingPayment: PAYABLE } };
    w.on(PAID, { json: outgoing() });
    shop('140000');
    expect(await read(own)).toMatchObject({ status: 'sending' });
    const end = await readLater(own);
    expect(end).toMatchObject({ status: 'completed', received: { value: 140000n } });
    expect(end).not.toHaveProperty('sent');
    expect(end).not.toHaveProperty('isDebitMost');
  });

  test('the clock is set back meanwhile: what is waited for is over all the same', async () => {
    const payment = await lost();
    w.on(PAID, { json: outgoing() });
    shop('140000');
    expect(await read(payment)).toMatchObject({ status: 'sending' });
    w.advance(-60_000);
    expect(await read(revived(payment, w.saved))).toMatchObject({ status: 'unknown', code: 'sender-unknown', isPaid: true });
  });

  test('not at the wallet by its address, which says nothing for sure, while the payee has everything: not a receipt', async () => {
    const payment = await lost();
    shop('140000');
    expect(await read(payment)).toMatchObject({ status: 'sending' });
    expect(await readLater(payment)).toMatchObject({ status: 'unknown', code: 'sender-unknown' });
  });

  test('a part of what is sent is no sum to work out a fee from, until two readings agree', async () => {
    const payment = await lost();
    w.on(PAID, (_seen, nth) => ({ json: outgoing({ sentAmount: USD(nth === 1 ? '4000' : '8000') }) }));
    shop('140000');
    expect(await read(payment)).toMatchObject({ status: 'sending' });
    expect(await read(revived(payment, w.saved))).toMatchObject({ status: 'completed', sent: { value: 8000n }, isSumOpen: true });
  });

  test.each([
    ['the same in both readings', 4000, { failed: true }],
    ['more in the second', 8000, { failed: true }],
    ['nothing in the second', 0, { failed: true }],
    ['nothing in the second, of a payment that is alive', 0, {}],
  ])('something left, and somebody else may have paid the rest (%s): read again, then "at most"', async (_name, second, more) => {
    const payment = await lost();
    w.on(SPENT, { json: { spentDebitAmount: null, spentReceiveAmount: null } });
    const first = { sentAmount: USD('4000'), ...more };
    w.on(PAID, (_seen, nth) => ({ json: outgoing(nth % 2 === 1 ? first : { sentAmount: USD(String(second)), ...more }) }));
    shop('140000', { completed: true });
    expect(await read(payment)).toMatchObject({ status: 'sending' });
    const end = await readLater(payment);
    expect(end).toMatchObject({ status: 'completed', received: { value: 140000n }, isDebitMost: true });
    expect(end).not.toHaveProperty('sent');
  });

  test.each([
    ['less than arrived', USD('7999')],
    ['in another currency', MXN('8000')],
  ])('a sum that does not fit (%s) is read again, then left out, and no more is said than is known', async (_name, sentAmount) => {
    w.on(QUOTES, { status: 201, json: quote({ sentAmount: USD('8000') }) });
    const payment = await lost();
    w.on(PAID, { json: outgoing({ sentAmount }) });
    shop('140000');
    expect(await read(payment)).toMatchObject({ status: 'sending' });
    const end = await readLater(payment);
    expect(end).toMatchObject({ status: 'completed', received: { value: 140000n }, isDebitMost: true });
    expect(end).not.toHaveProperty('sent');
  });

  test.each([
    ['debited', { debitAmount: USD('8888'), sentAmount: USD('8000') }, 8888n],
    ['sent', { sentAmount: USD('9999') }, 9999n],
  ])('a wallet that says it %s more than was approved: the higher sum is kept', async (_name, change, debit) => {
    const payment = await lost();
    w.on(PAID, { json: outgoing(change) });
    shop('140000');
    expect(await read(payment)).toMatchObject({ status: 'completed', debit: { value: debit } });
  });

  test('failed, but the payee cannot be read: unknown', async () => {
    const payment = await lost();
    w.on(PAID, { json: outgoing({ failed: true }) });
    w.on(READ, CUT);
    expect(await read(payment)).toMatchObject({ status: 'unknown', code: 'unreachable' });
  });

  test('closed by the shop before anything came: not completed', async () => {
    const payment = await lost();
    w.on(PAID, { json: outgoing() });
    shop('0', { completed: true, methods: [] });
    expect(await read(payment)).toMatchObject({ status: 'sending' });
  });

  test("the reader's token is dead: rotated, else asked for anew, else the public part", async () => {
    const payment = await lost();
    w.on(PAID, { json: outgoing({ sentAmount: USD('8000') }) });
    w.on(READ, ({ headers }) => {
      if (headers['authorization'] === 'GNAP read-1') return refuse(403, 'Inactive Token');
      return headers['authorization'] ? { json: incoming({ receivedAmount: MXN('140000'), completed: true }) } : undefined;
    });
    w.on('POST auth.shop.example/token/read-1', { json: { access_token: token('read-2', 'auth.shop.example') } });
    expect(await read(payment)).toMatchObject({ status: 'completed', state: { receiver: { token: { value: 'read-2' } } } });
    expect(w.saved).toHaveProperty('receiver.token.value', 'read-2');
    w.on('POST auth.shop.example/token/read-1', refuse(404, 'token not found', 'invalid_rotation'));
    w.on(SHOP_AUTH, ({ host }) => ({ json: { access_token: token('read-3', host) } }));
    expect(await read(payment)).toMatchObject({ status: 'completed', state: { receiver: { token: { value: 'read-3' } } } });
    w.on(SHOP_AUTH, refuse(400, 'no', 'invalid_client'));
    w.on(READ, ({ headers }) =>
      headers['authorization']
        ? refuse(403, 'Inactive Token')
        : { json: { receivedAmount: MXN('140000'), authServer: 'https://auth.shop.example' } },
    );
    expect(await read(payment)).toMatchObject({ status: 'completed', received: { value: 140000n } });
  });

  test('another asset than before is no answer', async () => {
    const payment = await lost();
    w.on(READ, ({ headers }) => (headers['authorization'] ? { json: incoming({ receivedAmount: USD('140000') }) } : undefined));
    expect(await read(payment)).toMatchObject({ status: 'unknown', code: 'malformed' });
  });

  test.each([
    ['no quote left', refuse(400, 'invalid quote')],
    ['no right left', refuse(403, 'unauthorized')],
    ['no money left', refuse(402, 'insufficient funds')],
  ] as const)('a request that reached the wallet twice, %s for the second: its answer is not believed', async (_name, reply) => {
    const payment = await w.agree();
    w.on(PAY, reply);
    w.on(PAID, { json: outgoing() });
    expect(await w.rail.submit(payment, w.tools)).toMatchObject({
      status: 'sending',
      state: { outgoing: expect.stringContaining('/outgoing-payments/') as string },
    });
  });

  test.each([
    ['no quote left', refuse(400, 'invalid quote')],
    ['no right left', refuse(403, 'unauthorized')],
    ['no money left', refuse(402, 'insufficient funds')],
  ] as const)('%s, at a wallet that cannot be read: unknown', async (_name, reply) => {
    const payment = await w.agree();
    w.on(PAY, reply);
    w.on(PAID, CUT);
    await expect(w.rail.submit(payment, w.tools)).rejects.toMatchObject({ code: 'answer-lost' });
  });

  test.each([
    ['no right left', refuse(403, 'unauthorized')],
    ['no money left', refuse(400, 'insufficient balance')],
  ] as const)('sent again, and %s: what the first one did is read, not guessed', async (_name, reply) => {
    const payment = { ...(await lost()), isRepeat: true };
    w.on(PAY, reply);
    expect(await w.rail.submit(payment, w.tools)).toMatchObject({ status: 'unknown', code: 'answer-lost' });
    w.on(PAID, { json: outgoing() });
    expect(await w.rail.submit(payment, w.tools)).toMatchObject({ status: 'sending' });
  });

  test('paid by another party, while ours failed with nothing sent: not our receipt', async () => {
    const payment = await lost();
    w.on(PAID, { json: outgoing({ failed: true }) });
    shop('140000');
    expect(await read(payment)).toMatchObject({ status: 'failed', code: 'payable-completed' });
  });
});

describe('giving back', () => {
  test('both grants, and again without harm', async () => {
    const payment = await w.agree();
    await w.rail.release(payment.state, 'w', w.tools.signal);
    expect(
      w.seen
        .filter(({ method }) => method === 'DELETE')
        .map(({ host, path }) => host + path)
        .toSorted(),
    ).toEqual(['auth.bank.example/continue/pay-c', 'auth.bank.example/token/pay-1', 'auth.shop.example/continue/read-c']);
    w.on('DELETE auth.bank.example/*', refuse(401, 'invalid continuation', 'invalid_continuation'));
    w.on('DELETE auth.shop.example/*', { status: 404, text: 'Not Found' });
    await w.rail.release(payment.state, 'w', w.tools.signal);
  });

  test.each([
    [{ status: 500, text: 'Internal Server Error' }, 'server-error'],
    [CUT, 'unreachable'],
  ] as const)('says so when a server cannot be asked: %j', async (reply, code) => {
    const payment = await w.agree();
    w.on('DELETE auth.bank.example/*', reply);
    await expect(w.rail.release(payment.state, 'w', w.tools.signal)).rejects.toMatchObject({ code });
  });

  test('nothing to give back', async () => {
    await w.rail.release({}, undefined, w.tools.signal);
    expect(w.seen).toHaveLength(0);
  });

  test('a wallet that was unlinked meanwhile', async () => {
    const payment = await w.agree();
    const grant = { ...(payment.state['grant'] as Grant), walletId: 'other' };
    await w.rail.release({ ...payment.state, grant }, 'other', w.tools.signal);
    expect(w.asked('DELETE auth.bank.example/*')).toHaveLength(0);
  });

  test('a state that is not ours is a defect, not a crash', async () => {
    await expect(w.rail.release({ grant: 'nonsense' }, 'w', w.tools.signal)).rejects.toMatchObject({ code: 'internal' });
    expect(w.rail.isReturn({ grant: 'nonsense' }, FINISH)).toBe(false);
  });
});
