import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { naiveJson } from '../../opencharge/canonical-json.ts';
import { isSignedObject, isSignedText, withHighS, withWrongV } from '../../opencharge/signature.ts';
import { nowSeconds, type Order } from '../../opencharge/wire.ts';
import { answerOf, readSession, signedPost } from '../../tests/opencharge-support.ts';
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

const URL_OF_CREATE = 'https://paymentgateway.test/opencharge/checkout/create';
const urls = { success: 'https://merchant.test/checkout/success', cancel: 'https://merchant.test/checkout/cancel' };

/** What the merchant gateway sends, with an order that the merchant signed. */
function message(changes: Partial<Order> = {}) {
  const order = world.openCharge.order('product-a', changes);
  return { order, signature: world.openCharge.sign('500', order), merchantOcid: '500', urls };
}

const create = (sent: unknown, caller = '300', changes = {}) => signedPost(world, caller, URL_OF_CREATE, sent, changes);

describe('a session for each order', () => {
  test('is made once: 201, then 200 with the same one', async () => {
    const sent = message();
    const [first, second] = [await create(sent), await create(sent)];
    expect([first.status, second.status]).toEqual([201, 200]);
    const body = (await first.json()) as { session_id: string; checkout_url: string; expires_at: number };
    expect(await second.json()).toEqual(body);
    // At least 128 bits that nobody can guess.
    expect(body.session_id).toMatch(/^sess_[\w-]{32}$/);
    expect(body.checkout_url).toBe(`https://paymentgateway.test/checkout/${body.session_id}`);
    expect(body.expires_at).toBeLessThanOrEqual(nowSeconds() + 1_800);
  });

  test('is one for requests at the same time, with one incoming payment at the wallet', async () => {
    const sent = message();
    const before = world.requests.matching({ method: 'POST', path: /^\/incoming-payments$/ }).length;
    const answers = await Promise.all([1, 2, 3, 4].map(() => create(sent)));
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { session_id: string }).session_id));
    expect(new Set(ids).size).toBe(1);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 201]);
    expect(world.requests.matching({ method: 'POST', path: /^\/incoming-payments$/ }).length - before).toBe(1);
  });

  test('is refused to another order of the same id: 409', async () => {
    const sent = message({ id: 'ord_twice' });
    expect((await create(sent)).status).toBe(201);
    expect(await answerOf(await create(message({ id: 'ord_twice', amount: '1.00' })))).toEqual([409, 'INVALID_STATE']);
  });

  test('ends with the order', async () => {
    const expiresAt = nowSeconds() + 60;
    const body = (await (await create(message({ expiresAt }))).json()) as { expires_at: number };
    expect(body.expires_at).toBe(expiresAt);
  });

  test('asks the gateway’s own wallet address for exactly the amount', async () => {
    const { sessionId } = await world.openCharge.checkout();
    const { incomingPayment } = await readSession(world, sessionId);
    expect(incomingPayment).toMatch(/^https:\/\/resources\.happylifebank\.test\/incoming-payments\//);
    const created = world.requests.matching({ method: 'POST', path: /^\/incoming-payments$/ }).at(-1);
    expect(JSON.parse(created?.body ?? '')).toMatchObject({
      walletAddress: 'https://happylifebank.test/lantern',
      incomingAmount: { value: '9999', assetCode: 'USD', assetScale: 2 },
    });
  });
});

describe('A1, A2, A11: an order that the merchant did not sign', () => {
  test.each<[string, (sent: ReturnType<typeof message>) => object]>([
    ['of another amount', (sent) => ({ ...sent, order: { ...sent.order, amount: '9.99' } })],
    ['of another item price', (sent) => ({ ...sent, order: { ...sent.order, items: [{ ...sent.order.items?.[0], price: '0.01' }] } })],
    ['of another quantity', (sent) => ({ ...sent, order: { ...sent.order, items: [{ ...sent.order.items?.[0], quantity: 9 }] } })],
    ['with a field more', (sent) => ({ ...sent, order: { ...sent.order, discount: '1.00' } })],
    ['with a high s', (sent) => ({ ...sent, signature: withHighS(sent.signature) })],
    ['with the other v', (sent) => ({ ...sent, signature: withWrongV(sent.signature) })],
    ['signed by its gateway', (sent) => ({ ...sent, signature: world.openCharge.sign('300', sent.order) })],
    ['not signed', (sent) => ({ ...sent, signature: '' })],
  ])('%s: INVALID_SIGNATURE', async (_name, change) => {
    expect(await answerOf(await create(change(message())))).toEqual([400, 'INVALID_SIGNATURE']);
  });

  test('signed over the JSON that loses nested keys, which would let any item price pass', async () => {
    world.faults.add({ kind: 'order-naive-json' });
    world.faults.add({ kind: 'order-unchecked', host: 'merchantgateway.test' });
    await expect(world.openCharge.checkout()).rejects.toMatchObject({ code: 'INVALID_SIGNATURE', status: 400 });
  });
});

describe('an order that cannot be taken', () => {
  test.each<[string, Partial<Record<keyof Order, unknown>>, number, string]>([
    ['A4: of another merchant', { ocid: '501' }, 400, 'INVALID_REQUEST'],
    ['A5: expired', { expiresAt: 1_706_400_000 }, 410, 'TRANSACTION_EXPIRED'],
    ['from the future', { createdAt: 4_000_000_000, expiresAt: 4_000_000_100 }, 400, 'INVALID_REQUEST'],
    ['for nothing', { amount: '0.00' }, 400, 'AMOUNT_MISMATCH'],
    ['too fine for its currency', { amount: '99.999' }, 400, 'AMOUNT_MISMATCH'],
    ['with a number as amount', { amount: 99.99 }, 400, 'INVALID_REQUEST'],
    ['with an exponent', { amount: '1e3' }, 400, 'INVALID_REQUEST'],
    ['with a negative amount', { amount: '-1.00' }, 400, 'INVALID_REQUEST'],
    ['in a currency that is not taken', { currency: 'UGX' }, 400, 'CURRENCY_MISMATCH'],
    ['that accepts nobody', { accepts: [] }, 400, 'INVALID_REQUEST'],
    ['that accepts only a stranger', { accepts: ['101'] }, 400, 'ISSUER_NOT_ACCEPTED'],
    ['that accepts the third party but not its own gateway', { accepts: ['100'] }, 400, 'ISSUER_NOT_ACCEPTED'],
    [
      'of 10,000 items',
      { items: Array.from({ length: 10_000 }, () => ({ id: 'i', name: 'n', quantity: 1, price: '0.01' })) },
      400,
      'INVALID_REQUEST',
    ],
  ])('%s', async (_name, changes, status, code) => {
    expect(await answerOf(await create(message(changes as Partial<Order>)))).toEqual([status, code]);
  });

  test('of a merchant that nobody knows', async () => {
    const sent = message({ ocid: '501' });
    expect(await answerOf(await create({ ...sent, merchantOcid: '501' }))).toEqual([404, 'MERCHANT_NOT_REGISTERED']);
  });

  test.each([
    ['A6: at another host', 'https://evil.example/success'],
    ['at a host that looks alike', 'https://merchant.test.evil.example/'],
    ['with a name before the host', 'https://merchant.test@evil.example/'],
    ['without TLS', 'http://merchant.test/checkout/success'],
    ['that is a script', 'javascript:alert(1)'],
    ['that is none', 'checkout/success'],
  ])('with a way back %s', async (_name, success) => {
    expect(await answerOf(await create({ ...message(), urls: { ...urls, success } }))).toEqual([400, 'INVALID_REQUEST']);
    expect((await create({ ...message(), urls: { ...urls, cancel: success } })).status).toBe(400);
  });

  test('from a gateway that is not the merchant’s, however well it signs', async () => {
    expect(await answerOf(await create(message(), '100'))).toEqual([403, 'FORBIDDEN']);
  });
});

describe('A3: who calls', () => {
  test.each([
    ['six minutes old', -360, [401, 'TIMESTAMP_EXPIRED']],
    ['six minutes ahead', 360, [401, 'TIMESTAMP_EXPIRED']],
    ['four minutes old', -240, [201, undefined]],
  ] as const)('a request that is %s', async (_name, seconds, expected) => {
    expect(await answerOf(await create(message(), '300', { timestamp: nowSeconds() + seconds }))).toEqual(expected);
  });

  test('a nonce counts once for each caller', async () => {
    const sent = message();
    expect((await create(sent, '300', { nonce: 'req_1' })).status).toBe(201);
    expect(await answerOf(await create(sent, '300', { nonce: 'req_1' }))).toEqual([401, 'NONCE_REUSED']);
    expect((await create(sent, '100', { nonce: 'req_1' })).status).toBe(403);
  });

  test('the signature is over the bytes as they came', async () => {
    const sent = message();
    expect(await answerOf(await create(sent, '300', { sent: JSON.stringify(sent, null, 1) }))).toEqual([401, 'INVALID_SIGNATURE']);
    const body = JSON.stringify(sent, null, 1);
    const headers = world.openCharge.headers('300', { method: 'POST', url: URL_OF_CREATE, body });
    expect((await world.fetch(URL_OF_CREATE, { method: 'POST', headers, body })).status).toBe(201);
    const elsewhere = world.openCharge.headers('300', { method: 'POST', url: `${URL_OF_CREATE}?a=1`, body });
    expect(await answerOf(await world.fetch(URL_OF_CREATE, { method: 'POST', headers: elsewhere, body }))).toEqual([
      401,
      'INVALID_SIGNATURE',
    ]);
  });

  test.each([
    ['without headers of the protocol', () => ({}), 'INVALID_SIGNATURE'],
    ['in the name of another', (headers: Record<string, string>) => ({ ...headers, 'x-oc-id': '100' }), 'INVALID_SIGNATURE'],
    ['in the name of nobody', (headers: Record<string, string>) => ({ ...headers, 'x-oc-id': '999' }), 'UNKNOWN_OCID'],
  ])('a request %s', async (_name, change, code) => {
    const body = JSON.stringify(message());
    const headers = change(world.openCharge.headers('300', { method: 'POST', url: URL_OF_CREATE, body }));
    expect(await answerOf(await world.fetch(URL_OF_CREATE, { method: 'POST', headers, body }))).toEqual([401, code]);
  });

  test('a gateway that opens no checkouts says so, and so does the merchant gateway before it asks', async () => {
    world.openCharge.setCapabilities('200', ['verify.txid']);
    try {
      expect(await answerOf(await create(message()))).toEqual([400, 'CAPABILITY_NOT_SUPPORTED']);
    } finally {
      world.openCharge.setCapabilities('200', ['checkout.create', 'verify.txid']);
    }
  });
});

describe('A12: metadata', () => {
  test.each([
    ['the host is down', { kind: 'drop-request' }],
    ['the host is broken', { kind: 'status-500' }],
    ['a web page comes', { kind: 'html' }],
    ['five megabytes come', { kind: 'huge-body' }],
    ['it is elsewhere', { kind: 'redirect', to: 'https://evil.test/metadata.json' }],
    ['it is signed by another key', { kind: 'metadata-other-key' }],
    ['it is as large as a megabyte', { kind: 'metadata-huge' }],
  ] as const)('METADATA_UNAVAILABLE where %s', async (_name, fault) => {
    // What was read before is good for five minutes, but for a signature by a key that is not in it.
    world.openCharge.rotateKey('500');
    const active = world.faults.add({ ...fault, host: 'merchant.test', path: /metadata\.json$/, servers: true });
    const sent = message();
    expect(await answerOf(await create(sent))).toEqual([502, 'METADATA_UNAVAILABLE']);
    active.remove();
    expect((await create(sent)).status).toBe(201);
  });

  test('in its older, flat form is as good', async () => {
    world.openCharge.rotateKey('500');
    const active = world.faults.add({ kind: 'metadata-flat', host: 'merchant.test' });
    expect((await create(message())).status).toBe(201);
    expect(active.hits).toBe(1);
  });

  test('is read anew once when a key was replaced, by merchants and by callers', async () => {
    await world.openCharge.checkout();
    world.openCharge.rotateKey('500');
    world.openCharge.rotateKey('300');
    const before = world.requests.matching({ path: /metadata\.json$/ }).length;
    expect((await create(message())).status).toBe(201);
    expect(world.requests.matching({ path: /metadata\.json$/ }).length).toBeGreaterThan(before);
  });

  test('names a key by which its own config is signed', async () => {
    const { config, signature } = (await (await world.fetch('https://merchant.test/opencharge/metadata.json')).json()) as {
      config: { publicKey: string };
      signature: string;
    };
    expect(isSignedObject(config, signature, config.publicKey)).toBe(true);
    expect(isSignedText(naiveJson(config), signature, config.publicKey)).toBe(false);
  });
});
