import { createHash, sign } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { checkedInteractRef } from '../../../client/bare-client.ts';
import { createKey } from '../../../client/key.ts';
import { OpenPaymentsClient } from '../../../client/open-payments-client.ts';
import { signedHeaders } from '../../../client/signed-fetch.ts';
import { giveConsent } from '../../../client/wallet-pages.ts';
import type { World } from '../../../world.ts';
import { failure, incomingPayment, person, startTestWorld, type Person } from '../../../tests/support.ts';

let world: World;
let customer: Person;
beforeAll(async () => {
  world = await startTestWorld({ timing: { wait: 0.3 } });
  customer = await person(world, 'cloudninebank', 'customer');
});
afterEach(() => vi.useRealTimers());
afterAll(async () => {
  expect(world.violations).toEqual([]);
  await world.close();
});

const FINISH = 'https://client.test/finish?state=7';
const outgoing = (limits = {}) => [{ type: 'outgoing-payment', actions: ['create'], identifier: customer.wallet.id, limits }];
const ask = () => customer.client.interactiveGrant(customer.wallet.authServer, outgoing(), { uri: FINISH, nonce: 'n' });
const consent = (redirect: string, allow = true) => giveConsent(world.fetch, redirect, FINISH, { login: customer.login, allow });

async function post(headers: Record<string, string>, body: string) {
  const response = await world.fetch(customer.wallet.authServer, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, text };
}

describe('wallet addresses', () => {
  test('case and trailing slash do not matter, pages are not served, unknown ones are not found', async () => {
    const { id } = customer.wallet;
    expect((await customer.client.walletAddress(`${id.replace('customer', 'Customer')}/?x=1`)).id).toBe(id);
    expect((await world.fetch(id, { headers: { accept: 'text/html' } })).status).toBe(406);
    expect((await world.fetch(`${id}x`)).status).toBe(404);
    expect((await world.fetch(`${id}x/jwks.json`)).status).toBe(404);
  });
});

describe('cross-origin rules', () => {
  test('preflights reflect the headers asked for; every reply is open, errors too', async () => {
    const preflight = await world.fetch(customer.wallet.authServer, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.test',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,signature',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,signature');
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET,HEAD,PUT,POST,DELETE,PATCH');
    expect(preflight.headers.get('access-control-max-age')).toBeNull();
    const error = await world.fetch(`${customer.wallet.resourceServer}/nothing`, { headers: { origin: 'https://shop.test' } });
    expect(error.status).toBe(404);
    expect(error.headers.get('access-control-allow-origin')).toBe('*');
    expect(error.headers.get('vary')).toContain('Origin');
  });
});

describe('signatures', () => {
  const body = () => JSON.stringify({ access_token: { access: [{ type: 'quote', actions: ['create'] }] }, client: customer.wallet.id });
  const signed = (text: string) => signedHeaders(customer.key, { method: 'POST', url: customer.wallet.authServer }, text);

  test('a good one passes, however old', async () => {
    const request = { method: 'POST', url: customer.wallet.authServer } as const;
    expect((await post(signedHeaders(customer.key, request, body(), 1_600_000_000), body())).status).toBe(200);
  });

  test.each([
    [
      'another label',
      (headers: Record<string, string>) => ({ ...headers, 'signature-input': headers['signature-input']?.replace('sig1', 'sig2') ?? '' }),
      401,
      'invalid signature headers',
    ],
    [
      'space before keyid',
      (headers: Record<string, string>) => ({
        ...headers,
        'signature-input': headers['signature-input']?.replace(';keyid', '; keyid') ?? '',
      }),
      401,
      'invalid signature input',
    ],
    [
      'unknown key',
      (headers: Record<string, string>) => ({
        ...headers,
        'signature-input': headers['signature-input']?.replace(/keyid="[^"]+"/, 'keyid="x"') ?? '',
      }),
      400,
      'could not determine client',
    ],
    [
      'upper-case component',
      (headers: Record<string, string>) => ({
        ...headers,
        'signature-input': headers['signature-input']?.replace('"content-type"', '"Content-Type"') ?? '',
      }),
      401,
      'invalid signature headers',
    ],
    [
      'changed signature',
      (headers: Record<string, string>) => ({ ...headers, signature: headers['signature']?.replace(/:.{4}/, ':AAAA') ?? '' }),
      401,
      'invalid signature',
    ],
  ])('%s is refused', async (_name, change, status, description) => {
    const reply = await post(change(signed(body())), body());
    expect(reply).toMatchObject({ status });
    expect(JSON.parse(reply.text)).toEqual({ error: { code: 'invalid_client', description } });
  });

  test('a body that is not JSON.stringify’s own output is refused', async () => {
    const pretty = JSON.stringify(JSON.parse(body()), null, 2);
    expect(await post(signed(pretty), pretty)).toMatchObject({ status: 401 });
  });

  test('@authority cannot be covered', async () => {
    const text = body();
    const parameters = `("@method" "@target-uri" "@authority");created=1;keyid="${customer.key.jwk.kid}"`;
    const base = `"@method": POST\n"@target-uri": ${customer.wallet.authServer}\n"@authority": auth.cloudninebank.test\n"@signature-params": ${parameters}`;
    const signature = `sig1=:${sign(null, Buffer.from(base), customer.key.privateKey).toString('base64')}:`;
    const headers = { 'content-type': 'application/json', 'signature-input': `sig1=${parameters}`, signature };
    expect((await post(headers, text)).status).toBe(401);
  });

  test('a key removed stops working at once, at both servers', async () => {
    const gone = await person(world, 'cloudninebank', 'traveler');
    const { access_token: token } = await gone.client.grant(gone.wallet.authServer, [{ type: 'quote', actions: ['create'] }]);
    world.removeKey('cloudninebank', 'traveler', gone.key.jwk.kid);
    const refused = await failure(gone.client.grant(gone.wallet.authServer, []));
    expect(refused).toMatchObject({ status: 400, error: { code: 'invalid_client' } });
    const receiver = await incomingPayment(world, '100');
    const quote = await failure(gone.client.createQuote(gone.wallet, token.value, receiver));
    const description = 'Signature validation error: could not find key in list of client keys';
    expect(quote).toMatchObject({ status: 401, error: { code: '401', description } });
  });
});

describe('grants', () => {
  test('bad requests have no code', async () => {
    const reply = await failure(customer.client.grant(customer.wallet.authServer, [{ type: 'nothing', actions: [] }]));
    expect(reply.status).toBe(400);
    expect(JSON.stringify(reply.error)).toContain('Received error validating OpenAPI request');
    expect(reply.error).not.toHaveProperty('code');
  });

  test('directed identity does for incoming payments, not for consent', async () => {
    const key = createKey();
    const client = new OpenPaymentsClient(world.fetch, key, { jwk: key.jwk });
    const reply = await failure(client.interactiveGrant(customer.wallet.authServer, outgoing(), { uri: FINISH, nonce: 'n' }));
    const description = 'JWK client identifier cannot be used for interactive grants';
    expect(reply).toMatchObject({ status: 400, error: { code: 'invalid_client', description } });
  });

  test('a client without a public name cannot ask people', async () => {
    const nobody = await person(world, 'cloudninebank', 'noname');
    const reply = await failure(nobody.client.interactiveGrant(nobody.wallet.authServer, outgoing(), { uri: FINISH, nonce: 'n' }));
    expect(reply.error).toMatchObject({ code: 'invalid_client', description: "missing required request field 'client'" });
  });

  test('both amounts are too many, and without interact nobody can be asked', async () => {
    const amount = { value: '1', assetCode: 'USD', assetScale: 2 };
    const both = outgoing({ debitAmount: amount, receiveAmount: amount });
    const reply = await failure(customer.client.interactiveGrant(customer.wallet.authServer, both, { uri: FINISH, nonce: 'n' }));
    expect(reply.error).toMatchObject({ description: 'only one access amount allowed' });
    expect((await failure(customer.client.grant(customer.wallet.authServer, outgoing()))).status).toBe(400);
  });

  test('another tenant is unknown', async () => {
    const reply = await failure(customer.client.grant('https://id.happylifebank.test/other', []));
    expect(reply).toMatchObject({ status: 404, error: { code: 'invalid_request' } });
  });

  test('consent: too fast, wrong reference, once only, then revoked', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const pending = await ask();
    const back = await consent(pending.interact.redirect);
    expect(back.searchParams.get('state')).toBe('7');
    const base = ['n', pending.interact.finish, back.searchParams.get('interact_ref'), customer.wallet.authServer].join('\n');
    expect(back.searchParams.get('hash')).toBe(createHash('sha256').update(base).digest('base64'));
    const ref = checkedInteractRef(back, 'n', pending, customer.wallet.authServer);
    const {
      uri: url,
      access_token: { value: token },
    } = pending.continue;
    const go = async (body: object): Promise<unknown> => (await customer.client.send({ method: 'POST', url, token, body })).json();
    expect(await go({ interact_ref: ref })).toMatchObject({ error: { code: 'too_fast' } });
    expect(await go({ interact_ref: 'x' })).toMatchObject({ error: { code: 'invalid_continuation' } });
    vi.setSystemTime(Date.now() + 320);
    expect(await go({})).toMatchObject({ error: { code: 'request_denied', description: 'grant cannot be polled' } });
    expect(await go({ interact_ref: ref })).toHaveProperty('access_token');
    expect(await go({ interact_ref: ref })).toMatchObject({ error: { code: 'request_denied' } });
    expect((await customer.client.send({ method: 'DELETE', url, token })).status).toBe(204);
    expect((await customer.client.send({ method: 'DELETE', url, token })).status).toBe(401);
  });

  test('declined: result=grant_rejected, and nothing to continue', async () => {
    const pending = await ask();
    const back = await consent(pending.interact.redirect, false);
    expect(back.searchParams.get('result')).toBe('grant_rejected');
    expect(back.searchParams.get('interact_ref')).toBeNull();
    const again = await giveConsent(world.fetch, pending.interact.redirect, FINISH, { login: customer.login, allow: true });
    expect(again.searchParams.get('result')).toBe('invalid_interaction');
  });

  test('finishing in another browser is refused', async () => {
    const pending = await ask();
    const finish = `${new URL(pending.interact.redirect).href.split('?')[0]}/finish`;
    const reply = await world.fetch(finish, { redirect: 'manual' });
    expect([reply.status, await reply.json()]).toMatchObject([401, { error: { description: 'invalid session' } }]);
  });

  test('somebody else cannot consent for the account', async () => {
    const pending = await ask();
    const login = { user: 'traveler', password: 'demo' };
    await expect(giveConsent(world.fetch, pending.interact.redirect, FINISH, { login, allow: true })).rejects.toThrow('consent ended');
  });

  test('ownership is proved by a subject grant', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const subject = { sub_ids: [{ id: customer.wallet.id, format: 'uri' }] };
    const interact = { start: ['redirect'], finish: { method: 'redirect', uri: FINISH, nonce: 'n' } };
    const body = { subject, client: { walletAddress: customer.wallet.id }, interact };
    const reply = await customer.client.send({ method: 'POST', url: customer.wallet.authServer, body });
    const pending = (await reply.json()) as Awaited<ReturnType<typeof ask>>;
    const back = await consent(pending.interact.redirect);
    vi.setSystemTime(Date.now() + 320);
    const { uri: url, access_token: token } = pending.continue;
    const interact_ref = back.searchParams.get('interact_ref');
    const done = await customer.client.send({ method: 'POST', url, token: token.value, body: { interact_ref } });
    expect(await done.json()).toMatchObject({ subject });
  });
});
