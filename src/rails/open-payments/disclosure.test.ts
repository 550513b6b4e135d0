import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Scripted } from '../../../tests/rails/scripted-wallets.ts';
import { continuation, MXN, openScripted, PAYER, refuse, token } from '../../../tests/rails/scripted-wallets.ts';
import type { Intent } from '../../model/intent.ts';
import { IdentityWanted } from '../../model/permission.ts';

const READ = 'GET shop.example/incoming-payments/1';
const SHOP_AUTH = 'POST auth.shop.example/';
const SHOP = 'https://shop.example/shop';
const SERVER = 'https://auth.shop.example';

let w: Scripted;
beforeAll(async () => {
  w = await openScripted();
});
beforeEach(() => w.reset());
afterEach(() => expect(w.badSignatures).toEqual([]));
afterAll(() => w.close());

const clientOf = (body: string): unknown => (JSON.parse(body) as { client: unknown }).client;
const openApi = { status: 400, json: { error: { description: 'Received error validating OpenAPI request: body.client must be string' } } };

/** All that the payee's side was sent: what names the payer's wallet in it, in any form, its key's id included. */
function naming(): string[] {
  const toShop = w.seen.filter(({ host }) => host.endsWith('shop.example'));
  return toShop.map((request) => JSON.stringify(request)).filter((text) => text.includes('bank.example') || text.includes(w.keyId));
}

/** The two kinds of request of the rail, each with the payee as the user sees it before its server says more. */
const KINDS: readonly [kind: string, intent: () => Intent, payee: string][] = [
  ['incomingPayment', () => w.intent, 'https://shop.example/*'],
  ['walletAddress', () => ({ ...w.intent, request: w.rail.parseRequest('walletAddress', SHOP) }), SHOP],
];

const REFUSALS = [
  ['a server from before directed identity', openApi],
  ['a server that refuses keys that it does not know', refuse(400, 'could not determine client', 'invalid_client')],
  ['a server that refuses them with 401', refuse(401, 'unknown client', 'invalid_client')],
] as const;

describe.each(KINDS)('%s', (_kind, intent, payee) => {
  test.each(REFUSALS)('%s is told nothing before the user allows it', async (_name, refusal) => {
    w.on(SHOP_AUTH, refusal);
    const wanted = await w.rail.resolve(intent(), 'w', w.tools).catch((thrown: unknown) => thrown);
    expect(wanted).toBeInstanceOf(IdentityWanted);
    expect(wanted).toHaveProperty('disclosure', { payee, server: SERVER, walletId: 'w' });
    expect(naming()).toEqual([]);
  });

  test('what was allowed for another payee, server or wallet is not allowed here', async () => {
    w.on(SHOP_AUTH, openApi);
    w.allowed.push({ payee: 'https://other.example/*', server: SERVER, walletId: 'w' });
    w.allowed.push({ payee, server: 'https://auth.evil.example', walletId: 'w' });
    w.allowed.push({ payee, server: SERVER, walletId: 'v' });
    await expect(w.rail.resolve(intent(), 'w', w.tools)).rejects.toBeInstanceOf(IdentityWanted);
    expect(naming()).toEqual([]);
  });

  test('a server is asked as nobody first also where it may be told', async () => {
    w.allowed.push({ payee, server: SERVER, walletId: 'w' });
    await w.rail.resolve(intent(), 'w', w.tools).catch(() => undefined);
    expect(naming()).toEqual([]);
  });

  test('without a wallet there is nobody to name', async () => {
    w.on(SHOP_AUTH, openApi);
    await w.rail.resolve(intent(), undefined, w.tools).catch(() => undefined);
    expect(naming()).toEqual([]);
  });

  test("a payee that gives the payer's own server for its own gets no right in the payer's name", async () => {
    const authServer = 'https://auth.bank.example/tenant';
    w.on(READ, ({ headers }) => (headers['authorization'] ? undefined : { json: { authServer, receivedAmount: MXN('0') } }));
    w.on('GET shop.example/shop', {
      json: { id: SHOP, assetCode: 'MXN', assetScale: 2, authServer, resourceServer: 'https://shop.example' },
    });
    w.on('POST auth.bank.example/tenant', openApi);
    w.allowed.push({ payee, server: authServer, walletId: 'w' });
    await w.rail.resolve(intent(), 'w', w.tools).catch(() => undefined);
    const clients = w.asked('POST auth.bank.example/tenant').map(({ body }) => clientOf(body));
    expect(clients.length).toBeGreaterThan(0);
    for (const client of clients) expect(client).toHaveProperty('jwk');
  });
});

test('once it is allowed, older servers get the address in an object, then as a string', async () => {
  w.allowed.push({ payee: 'https://shop.example/*', server: SERVER, walletId: 'w' });
  w.on(SHOP_AUTH, ({ body }) => (typeof clientOf(body) === 'string' ? undefined : openApi));
  const { payable } = await w.price();
  expect(payable).toMatchObject({ payee: { publicName: 'Shop' }, knowsPayer: true });
  const jwk: unknown = expect.objectContaining({ jwk: expect.anything() as unknown });
  expect(w.asked(SHOP_AUTH).map(({ body }) => clientOf(body))).toEqual([jwk, jwk, { walletAddress: PAYER }, PAYER]);
});

test.each([401, 403])('a refusal with %i that is not about the client is no demand for a name', async (status) => {
  w.on(SHOP_AUTH, refuse(status, 'not allowed', 'request_denied'));
  const { payable } = await w.rail.resolve(w.intent, 'w', w.tools);
  expect(payable.payee).toBeUndefined();
  expect(naming()).toEqual([]);
});

describe('a 400 that gives no reason', () => {
  const bare = { status: 400, json: { error: { description: 'Bad Request' } } };
  const wordless = { status: 400, text: '' };
  const withoutTotal = (): Intent => {
    const { total: _, ...rest } = w.intent;
    return rest;
  };

  test.each([bare, wordless])('is no demand for a name where the public part will do', async (refusal) => {
    w.on(SHOP_AUTH, refusal);
    const { payable } = await w.rail.resolve(w.intent, 'w', w.tools);
    expect(payable).toMatchObject({ url: 'https://shop.example/incoming-payments/1', received: { value: 0n } });
    expect(payable.payee).toBeUndefined();
    expect(naming()).toEqual([]);
  });

  test.each<[string, () => Intent]>([
    ['the page says no amount', withoutTotal],
    ['an incoming payment has to be made', () => ({ ...w.intent, request: w.rail.parseRequest('walletAddress', SHOP) })],
  ])('may be one where %s', async (_name, intent) => {
    w.on(SHOP_AUTH, bare);
    await expect(w.rail.resolve(intent(), 'w', w.tools)).rejects.toBeInstanceOf(IdentityWanted);
  });

  test('may be one where the public part does not say what was received', async () => {
    w.on(SHOP_AUTH, bare);
    w.on(READ, ({ headers }) => (headers['authorization'] ? undefined : { json: { authServer: SERVER } }));
    await expect(w.rail.resolve(w.intent, 'w', w.tools)).rejects.toBeInstanceOf(IdentityWanted);
  });

  test('gets the name where the user has allowed it', async () => {
    w.allowed.push({ payee: 'https://shop.example/*', server: SERVER, walletId: 'w' });
    w.on(SHOP_AUTH, ({ body }) => (typeof clientOf(body) === 'string' ? undefined : bare));
    const { payable } = await w.price();
    expect(payable).toMatchObject({ payee: { publicName: 'Shop' }, knowsPayer: true });
  });

  test('beside a clear word on one of the accesses changes nothing', async () => {
    w.on(SHOP_AUTH, ({ body }) => (body.includes('read-all') ? refuse(400, 'unknown client', 'invalid_client') : bare));
    await expect(w.rail.resolve(w.intent, 'w', w.tools)).rejects.toBeInstanceOf(IdentityWanted);
  });
});

describe('reading the payee while the payment is on its way', () => {
  test('a server that dealt with nobody, and now wants a name, is not told', async () => {
    const payment = await w.agree();
    w.on(READ, ({ headers }) => (headers['authorization'] ? refuse(403, 'Inactive Token') : undefined));
    w.on('POST auth.shop.example/token/*', refuse(404, 'token not found', 'invalid_rotation'));
    w.on(SHOP_AUTH, openApi);
    const { state } = await w.rail.submit(payment, w.tools);
    await w.rail.reconcile({ ...payment, state }, w.tools);
    expect(w.asked(SHOP_AUTH).length).toBeGreaterThan(1);
    expect(naming()).toEqual([]);
  });

  test('a server that was told, as the user allowed, is asked in that name again', async () => {
    w.allowed.push({ payee: 'https://shop.example/*', server: SERVER, walletId: 'w' });
    w.on(SHOP_AUTH, ({ body }, nth) =>
      typeof clientOf(body) === 'string'
        ? { json: { access_token: token(`read-${nth}`, 'auth.shop.example'), continue: continuation('c', 'auth.shop.example') } }
        : openApi,
    );
    const payment = await w.agree();
    w.on(READ, ({ headers }) => (headers['authorization'] === 'GNAP read-4' ? refuse(403, 'Inactive Token') : undefined));
    w.on('POST auth.shop.example/token/*', refuse(404, 'token not found', 'invalid_rotation'));
    w.allowed.length = 0;
    const { state } = await w.rail.submit(payment, w.tools);
    await w.rail.reconcile({ ...payment, state }, w.tools);
    expect(w.saved).toMatchObject({ receiver: { signer: { by: 'wallet' } } });
    expect(w.asked(READ).at(-1)?.headers['authorization']).toMatch(/^GNAP read-/);
    expect(w.asked(READ).at(-1)?.headers['authorization']).not.toBe('GNAP read-4');
  });
});
