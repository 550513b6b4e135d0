import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BareClient } from '../../../client/bare-client.ts';
import { createKey } from '../../../client/key.ts';
import { registerKey } from '../../../client/wallet-pages.ts';
import type { World } from '../../../world.ts';
import { failure, incomingPayment, person, spendingGrant, startTestWorld, type Person } from '../../../tests/support.ts';

let world: World;
let customer: Person;
beforeAll(async () => {
  world = await startTestWorld();
  customer = await person(world, 'cloudninebank', 'customer');
});
afterAll(async () => {
  expect(world.violations).toEqual([]);
  await world.close();
});

describe('tokens', () => {
  test('missing, unknown, insufficient and rotated tokens', async () => {
    const receiver = await incomingPayment(world, '100');
    const url = `${customer.wallet.resourceServer}/quotes`;
    const body = { method: 'ilp', walletAddress: customer.wallet.id, receiver };
    const bare = await customer.client.send({ method: 'POST', url, body });
    expect([bare.status, await bare.json()]).toMatchObject([
      401,
      { error: { description: 'Missing or invalid authorization header value' } },
    ]);
    const unknown = await customer.client.send({ method: 'POST', url, body, token: 'x' });
    expect([unknown.status, await unknown.json()]).toMatchObject([403, { error: { code: '403', description: 'Inactive Token' } }]);
    expect(unknown.headers.get('www-authenticate')).toBe('GNAP as_uri=https://auth.cloudninebank.test');

    const { access_token: token } = await spendingGrant(customer, {});
    const wrong = await customer.client.send({ method: 'POST', url, body, token: token.value });
    expect([wrong.status, await wrong.json()]).toMatchObject([403, { error: { description: 'Insufficient Grant' } }]);

    const rotate = () => customer.client.send({ method: 'POST', url: token.manage, token: token.value });
    const replies = await Promise.all([rotate(), rotate()]);
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404]);
    expect((await rotate()).status).toBe(401);
    const list = `${customer.wallet.resourceServer}/outgoing-payments?wallet-address=${encodeURIComponent(customer.wallet.id)}`;
    expect((await customer.client.send({ method: 'GET', url: list, token: token.value })).status).toBe(403);
  });

  test('an identifier with a trailing slash is another one', async () => {
    const { access_token: token } = await spendingGrant(customer, {});
    const url = `${customer.wallet.resourceServer}/outgoing-payments`;
    const body = { walletAddress: `${customer.wallet.id}/`, quoteId: `${customer.wallet.resourceServer}/quotes/x` };
    const reply = await customer.client.send({ method: 'POST', url, body, token: token.value });
    expect([reply.status, await reply.json()]).toMatchObject([403, { error: { description: 'Insufficient Grant' } }]);
  });
});

describe('incoming payments', () => {
  test('public view, missing ones, bad ids', async () => {
    const url = await incomingPayment(world, '100');
    expect(await (await world.fetch(url)).json()).toEqual({
      receivedAmount: { value: '0', assetCode: 'MXN', assetScale: 2 },
      authServer: (await customer.client.walletAddress(world.walletAddress('happylifebank', 'retailer'))).authServer,
    });
    const missing = await world.fetch(url.replace(/[^/]+$/, '11111111-1111-4111-8111-111111111111'));
    expect([missing.status, await missing.json()]).toMatchObject([401, { error: { code: '401', description: 'Unauthorized' } }]);
    const bad = await world.fetch(url.replace(/[^/]+$/, 'x'));
    expect([bad.status, await bad.text()]).toEqual([500, 'Internal Server Error']);
  });

  test('amounts and expiry are judged', async () => {
    for (const value of ['0', '00', '-1', '1.5']) {
      expect((await failure(incomingPayment(world, value))).status).toBe(400);
    }
    expect((await failure(incomingPayment(world, (2n ** 64n - 1n).toString()))).status).toBe(500);
    const late = await failure(incomingPayment(world, '1', { expiresAt: '2099-01-01T00:00:00Z' }));
    expect(late.error).toMatchObject({ description: 'invalid expiresAt' });
  });

  test('create, complete, complete again, list', async () => {
    const shop = await person(world, 'happylifebank', 'retailer');
    const actions = ['create', 'complete', 'read', 'list'];
    const access = [{ type: 'incoming-payment', actions, identifier: shop.wallet.id }];
    const {
      access_token: { value: token },
    } = await shop.client.grant(shop.wallet.authServer, access);
    const made: string[] = [];
    for (let n = 0; n < 3; n += 1) made.push((await shop.client.createIncomingPayment(shop.wallet, token, { metadata: { n } })).id);
    const complete = () => shop.client.send({ method: 'POST', url: `${made[0]}/complete`, token });
    expect((await complete()).status).toBe(200);
    const again = await complete();
    expect([again.status, await again.json()]).toMatchObject([409, { error: { code: '409', description: 'wrong state' } }]);
    expect((await shop.client.incomingPayment(made[0] ?? '', token)).methods).toEqual([]);
    const page = async (query: string) => {
      const url = `${shop.wallet.resourceServer}/incoming-payments?wallet-address=${encodeURIComponent(shop.wallet.id)}${query}`;
      return (await shop.client.send({ method: 'GET', url, token })).json() as Promise<{
        result: { id: string }[];
        pagination: { endCursor: string; hasNextPage: boolean };
      }>;
    };
    const first = await page('&first=2');
    expect(first.result.map(({ id }) => id)).toEqual([made[2], made[1]]);
    expect(first.pagination.hasNextPage).toBe(true);
    const second = await page(`&first=2&cursor=${first.pagination.endCursor}`);
    expect(second.result.map(({ id }) => id)).toEqual([made[0]]);
  });
});

describe('developer keys', () => {
  test('a key in base64 is registered by the page’s form and works', async () => {
    const key = createKey();
    const text = Buffer.from(JSON.stringify(key.jwk)).toString('base64');
    await registerKey(world.fetch, world.hosts.origin('cloudninebank'), { user: 'nano', password: 'demo' }, text);
    const client = new BareClient(world.fetch, key, world.walletAddress('cloudninebank', 'nano'));
    const wallet = await client.walletAddress(world.walletAddress('cloudninebank', 'nano'));
    expect((await client.grant(wallet.authServer, [{ type: 'quote', actions: ['create'] }])).access_token.value).toBeTruthy();
    const bad = registerKey(world.fetch, world.hosts.origin('cloudninebank'), { user: 'nano', password: 'demo' }, 'x');
    await expect(bad).rejects.toThrow('refused');
  });
});
