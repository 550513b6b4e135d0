import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import type { World } from '../../world.ts';
import { agreed, payer, payInvoice } from '../../tests/invoice-support.ts';
import { startTestWorld } from '../../tests/support.ts';

let world: World;
beforeAll(async () => {
  world = await startTestWorld();
});
afterEach(() => world.faults.clear());
afterAll(async () => {
  expect(world.ledger.check()).toEqual([]);
  await world.close();
});

const ENDPOINT = 'https://acquirer.test/invoices';
const BASIC = { subject: '$acquirer.test/merchant', asset: { code: 'USD', scale: 2 }, amount: 200 };

const invoiceSchema = v.looseObject({
  name: v.string(),
  amount: v.union([v.number(), v.string()]),
  received: v.number(),
  status: v.optional(v.string()),
});

function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const all = { authorization: 'Bearer demo-merchant-token', 'content-type': 'application/json', ...headers };
  return world.fetch(ENDPOINT, { method: 'POST', headers: all, body: text });
}

const read = (url: string, accept = 'application/json') => world.fetch(url, { headers: { accept } });
const json = async (response: Response): Promise<unknown> => response.json();
const wish = (more = {}) => ({ account: 'merchant', amount: 200n, ...more });
const secretPattern = /^[A-Za-z0-9+/]{43}=$/;

describe('S0-1: creating an invoice', () => {
  test('201 with Location, which is the name with a scheme', async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const response = await post({ ...BASIC, description: 'A pocket atlas', expiresAt });
    expect(response.status).toBe(201);
    const body = v.parse(invoiceSchema, await json(response));
    expect(body).toEqual({ ...BASIC, name: body.name, received: 0, description: 'A pocket atlas', expiresAt });
    expect(response.headers.get('location')).toBe(`https:${body.name}`);
    expect(body.name).toMatch(/^\/\/acquirer\.test\/invoices\/[0-9a-f-]{36}$/);
  });

  test.each([
    ['the flat spelling', { ...BASIC, asset: undefined, assetCode: 'USD', assetScale: 2 }],
    ['both spellings', { ...BASIC, assetCode: 'USD', assetScale: 2 }],
    ['the subject as a URL', { ...BASIC, subject: 'https://acquirer.test/merchant' }],
    ['a decimal string', { ...BASIC, amount: '200' }],
    ['the greatest number', { ...BASIC, amount: Number.MAX_SAFE_INTEGER }],
  ])('takes %s', async (_name, body) => {
    expect((await post(body)).status).toBe(201);
  });

  test('amounts beyond 2^53 - 1 are strings on the way in and out', async () => {
    const response = await post({ ...BASIC, amount: '18446744073709551615' });
    expect(response.status).toBe(201);
    expect((await read(response.headers.get('location') ?? '')).status).toBe(200);
    expect(v.parse(invoiceSchema, await json(response)).amount).toBe('18446744073709551615');
  });

  test.each<[string, unknown]>([
    ['zero', { ...BASIC, amount: 0 }],
    ['a negative amount', { ...BASIC, amount: -1 }],
    ['a fraction', { ...BASIC, amount: 1.5 }],
    ['a number beyond 2^53 - 1', JSON.stringify(BASIC).replace('200', '9007199254740992')],
    ['a string beyond 2^64 - 1', { ...BASIC, amount: '18446744073709551616' }],
    ['a string with a fraction', { ...BASIC, amount: '1.5' }],
    ['a string with leading zeros', { ...BASIC, amount: '0200' }],
    ['an amount that is none', { ...BASIC, amount: null }],
    ['an unknown asset', { ...BASIC, asset: { code: 'XYZ', scale: 2 } }],
    ['another scale', { ...BASIC, asset: { code: 'USD', scale: 9 } }],
    ['no asset', { ...BASIC, asset: undefined }],
    ['half a flat asset', { ...BASIC, asset: undefined, assetCode: 'USD' }],
    ['two assets', { ...BASIC, assetCode: 'MXN', assetScale: 2 }],
    ['no subject', { ...BASIC, subject: undefined }],
    ['an expiry that is no time', { ...BASIC, expiresAt: 'soon' }],
    ['an expiry in the past', { ...BASIC, expiresAt: '2020-01-01T00:00:00Z' }],
    ['an endless description', { ...BASIC, description: 'x'.repeat(1_001) }],
    ['an array', [BASIC]],
    ['no JSON', '{"amount":'],
  ])('400 for %s', async (_name, body) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await json(response)).toMatchObject({ error: expect.stringMatching(/^(invalid_request|unknown_asset)$/) as string });
  });

  test.each([
    ['none', {}],
    ['a wrong one', { authorization: 'Bearer demo-wrong-token' }],
    ['another scheme', { authorization: 'GNAP demo-merchant-token' }],
  ])('401 for a bearer token: %s', async (_name, headers) => {
    const response = await world.fetch(ENDPOINT, { method: 'POST', headers, body: JSON.stringify(BASIC) });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  test.each(['$acquirer.test/mercado', '$acquirer.test/nobody', '$evil.test/merchant'])('403 for the subject %s', async (subject) => {
    expect((await post({ ...BASIC, subject })).status).toBe(403);
  });

  test('one Idempotency-Key, one invoice; 409 for another body, and each merchant has its own keys', async () => {
    const key = { 'idempotency-key': 'order-1' };
    const [first, second] = [await post(BASIC, key), await post(BASIC, key)];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    const other = await post({ ...BASIC, amount: 201 }, key);
    expect([other.status, await json(other)]).toMatchObject([409, { error: 'key_reused' }]);
    const mercado = { subject: '$acquirer.test/mercado', asset: { code: 'MXN', scale: 2 }, amount: 200 };
    expect((await post(mercado, { ...key, authorization: 'Bearer demo-mercado-token' })).status).toBe(201);
    expect((await post(BASIC, { 'idempotency-key': 'x'.repeat(256) })).status).toBe(400);
  });
});

describe('S0-2: reading an invoice', () => {
  test('the plain answer, as in the seed: fresh details at each reading, never stored', async () => {
    const url = world.acquirer.invoice(wish({ description: 'Tea' }));
    const [one, two] = [await read(url), await read(url)];
    expect([one.status, one.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const bodies = [await json(one), await json(two)];
    const expected = {
      ...BASIC,
      received: 0,
      status: 'pending',
      description: 'Tea',
      shared_secret: expect.stringMatching(secretPattern) as string,
    };
    expect(bodies[0]).toMatchObject(expected);
    expect(bodies[0]).not.toEqual(bodies[1]);
    expect(bodies[0]).not.toHaveProperty('sharedSecret');
  });

  test('OPTIONS, when it is no preflight', async () => {
    const url = world.acquirer.invoice(wish());
    const answer = await world.fetch(url, { method: 'OPTIONS', headers: { origin: 'chrome-extension://x' } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(await json(answer)).toEqual({
      ilpAddress: expect.any(String) as string,
      sharedSecret: expect.stringMatching(secretPattern) as string,
    });
    const headers = { origin: 'chrome-extension://x', 'access-control-request-method': 'OPTIONS' };
    const preflight = await world.fetch(url, { method: 'OPTIONS', headers });
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'GET,HEAD,POST,OPTIONS']);
  });

  test('application/ilp-stream+json', async () => {
    const url = world.acquirer.invoice(wish());
    const answer = await read(url, 'text/plain, application/ilp-stream+json;q=0.9');
    expect(answer.headers.get('content-type')).toBe('application/ilp-stream+json');
    const body = await json(answer);
    expect(body).toMatchObject({ ...BASIC, assetCode: 'USD', assetScale: 2, sharedSecret: expect.stringMatching(secretPattern) as string });
    expect(body).not.toHaveProperty('shared_secret');
  });

  test('an invoice of one dialect gives nothing away in the others', async () => {
    const details = async (url: string) => ({
      plain: /shared_secret/.test(await (await read(url)).text()),
      options: /sharedSecret/.test(await (await world.fetch(url, { method: 'OPTIONS' })).text()),
      content: /sharedSecret/.test(await (await read(url, 'application/ilp-stream+json')).text()),
    });
    const none = { plain: false, options: false, content: false };
    for (const dialect of ['plain', 'options', 'content'] as const) {
      expect(await details(world.acquirer.invoice(wish({ dialect })))).toEqual({ ...none, [dialect]: true });
    }
  });

  test('404 unknown, 410 expired, 302 where it was told to; a paid one has no details', async () => {
    const unknown = await read(`${ENDPOINT}/11111111-1111-4111-8111-111111111111`);
    expect([unknown.status, await json(unknown)]).toMatchObject([404, { error: 'not_found' }]);
    const expired = world.acquirer.invoice(wish({ expiresAt: '2020-01-01T00:00:00Z' }));
    const gone = await read(expired);
    const body = await json(gone);
    expect([gone.status, body]).toMatchObject([410, { ...BASIC, status: 'expired', expiresAt: '2020-01-01T00:00:00.000Z' }]);
    expect(body).not.toHaveProperty('shared_secret');
    expect((await world.fetch(expired, { method: 'OPTIONS' })).status).toBe(410);
    const moved = await world.fetch(world.acquirer.invoice(wish({ redirect: 'https://evil.test/1' })), { redirect: 'manual' });
    expect([moved.status, moved.headers.get('location')]).toEqual([302, 'https://evil.test/1']);
    const paid = world.acquirer.invoice(wish());
    await payInvoice(await payer(world), paid);
    for (const accept of ['application/json', 'application/ilp-stream+json']) {
      const text = await (await read(paid, accept)).text();
      expect(JSON.parse(text)).toMatchObject({ status: 'paid', received: 200 });
      expect(text).not.toMatch(/secret/i);
    }
    expect(await json(await world.fetch(paid, { method: 'OPTIONS' }))).toEqual({ status: 'paid' });
  });

  test('a subject of another host, and a fault of the network', async () => {
    const url = world.acquirer.invoice(wish({ subject: '$paypal.example' }));
    expect(await json(await read(url))).toMatchObject({ subject: '$paypal.example' });
    world.faults.add({ kind: 'status-500', host: 'acquirer.test', times: 1 });
    expect([(await read(url)).status, (await read(url)).status]).toEqual([500, 200]);
  });

  test('discovery', async () => {
    expect(await json(await read('https://acquirer.test/.well-known/open-payments'))).toMatchObject({
      issuer: 'https://acquirer.test',
      invoices_endpoint: ENDPOINT,
      assets_supported: [
        { code: 'USD', scale: 2 },
        { code: 'MXN', scale: 2 },
        { code: 'USD', scale: 9 },
      ],
    });
  });
});

describe('S0-3: receiving', () => {
  test('many payers at once never pay too much, and at most one completes', async () => {
    const url = world.acquirer.invoice(wish({ amount: 12_000n }));
    const payers = await Promise.all([payer(world), payer(world, 'cloudninebank', 'traveler'), payer(world, 'happylifebank', 'shopper')]);
    const agreements = await Promise.all(payers.map((who) => agreed(who, url)));
    const ends = await Promise.all(
      payers.map(async ({ issuer }, index) => {
        const { quote, token } = agreements[index] ?? expect.unreachable();
        const answer = await issuer.sendPayment(quote, token, { key: `k${index}` });
        // One that came too late may find the invoice changed or paid already.
        if (answer.status !== 201) return undefined;
        const { id } = v.parse(v.object({ id: v.string() }), await json(answer));
        return issuer.ended(id, token);
      }),
    );
    const delivered = ends.reduce((sum, end) => sum + BigInt(end?.deliveredAmount.value ?? 0), 0n);
    expect(delivered).toBe(world.acquirer.received(url));
    expect(delivered).toBeLessThanOrEqual(12_000n);
    expect(ends.filter((end) => end?.state === 'completed').length).toBeLessThanOrEqual(1);
    const steps = world.ledger.transfers({ incomingPayment: url.split('/').at(-1) ?? '' });
    expect(steps.every(({ amount }) => amount > 0n)).toBe(true);
  });

  test('a part paid by one leaves the rest to another', async () => {
    const url = world.acquirer.invoice(wish({ amount: 158n }));
    await payInvoice(await payer(world, 'cloudninebank', 'traveler'), url);
    world.acquirer.change(url, { amount: 200n });
    const payment = await payInvoice(await payer(world), url);
    expect([payment.state, payment.deliveredAmount.value]).toEqual(['completed', '42']);
    expect(() => world.acquirer.change(url, { amount: 199n })).toThrow(RangeError);
  });
});
