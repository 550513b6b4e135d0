import { Errors, Type, deserializeIlpPacket, serializeIlpPrepare } from 'ilp-packet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { BtpUplink, deliver, HttpUplink, parseCredentials, readAccount, type Uplink } from '../../../src/stream/index.ts';
import type { World } from '../../world.ts';
import { startTestWorld } from '../../tests/support.ts';

let world: World;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(() => world.close());

const never = new AbortController().signal;

const overHttp = (user: string, secret = `demo-${user}-secret`): Uplink =>
  new HttpUplink({
    url: `${world.hosts.origin('connector')}/accounts/${user}/ilp`,
    secret,
    fetch: (input, init) => world.fetch(input instanceof Request ? input.url : String(input), init),
  });

const overBtp = (user: string, secret = `demo-${user}-secret`): Promise<BtpUplink> =>
  BtpUplink.open({
    url: `wss://connector.test/accounts/${user}/ilp/btp`,
    username: user,
    secret,
    signal: never,
    openSocket: (url) => {
      const options = { ca: world.caPem, servername: 'connector.test', headers: { host: 'connector.test' } };
      return new WebSocket(url.replace('connector.test', `127.0.0.1:${world.port}`), options);
    },
  });

async function pay(uplink: Uplink, invoice: string, amount: bigint) {
  const { ilpAddress, sharedSecret } = (await (await world.fetch(invoice, { method: 'OPTIONS' })).json()) as Record<string, string>;
  const credentials = parseCredentials(ilpAddress ?? '', sharedSecret ?? '');
  if (!credentials) throw new Error('no credentials');
  return deliver({
    uplink,
    credentials,
    amount,
    maxSourceAmount: 10n ** 12n,
    minRate: { numerator: 1n, denominator: 10n ** 9n },
    expiresAt: Date.now() + 60_000,
    signal: never,
  });
}

const balance = (user: string) => world.ledger.balance(`connector:account:${user}`);

test('an account says its address and asset', async () => {
  const btp = await overBtp('carla');
  expect(await readAccount(btp, never)).toEqual({ address: 'test.connector.carla', assetCode: 'USD', assetScale: 9 });
  btp.close();
  expect(await readAccount(overHttp('tom'), never)).toMatchObject({ assetCode: 'EUR', assetScale: 6 });
});

describe('an invoice is paid to the unit, and booked on both sides', () => {
  test.each([
    ['carla', 'BTP', 'merchant', 200n, 2_000_000_000n],
    ['carla', 'HTTP', 'merchant', 1n, 10_000_000n],
    ['carla', 'BTP', 'merchant', 60_00n, 60_000_000_000n],
    ['carla', 'HTTP', 'mercado', 350n, 200_000_000n],
    ['carla', 'BTP', 'nano', 123_456_789n, 123_456_789n],
    ['tom', 'HTTP', 'merchant', 200n, 1_800_000n],
  ])('%s over %s to %s: %s', async (user, way, account, amount, debit) => {
    const invoice = world.acquirer.invoice({ account, amount });
    const before = balance(user);
    const uplink = way === 'BTP' ? await overBtp(user) : overHttp(user);
    const delivery = await pay(uplink, invoice, amount);
    uplink.close();
    expect(delivery).toEqual({ outcome: 'complete', sent: expect.any(BigInt) as bigint, delivered: amount });
    // At most by the worth of one unit of the payee's more.
    expect(delivery.sent).toBeGreaterThanOrEqual(debit);
    expect(delivery.sent - debit).toBeLessThan(debit / amount);
    expect(world.acquirer.received(invoice)).toBe(amount);
    expect(before - balance(user)).toBe(delivery.sent);
    expect(world.ledger.paymentsInto(invoice.split('/').at(-1) ?? '')).toBe(1);
    expect(world.ledger.check()).toEqual([]);
  });
});

test('two at once never pay an invoice twice', async () => {
  const invoice = world.acquirer.invoice({ account: 'merchant', amount: 500n });
  const deliveries = await Promise.all([pay(overHttp('carla'), invoice, 500n), pay(overHttp('tom'), invoice, 500n)]);
  const delivered = deliveries.reduce((sum, delivery) => sum + delivery.delivered, 0n);
  expect(delivered).toBe(world.acquirer.received(invoice));
  expect(delivered).toBeLessThanOrEqual(500n);
  expect(world.ledger.check()).toEqual([]);
});

interface Packet {
  readonly destination: string;
  readonly amount: bigint;
  readonly expiresAt?: Date;
}

async function send(uplink: Uplink, { destination, amount, expiresAt = new Date(Date.now() + 10_000) }: Packet) {
  const packet = { amount: amount.toString(), destination, expiresAt, executionCondition: Buffer.alloc(32), data: Buffer.alloc(0) };
  const reply = deserializeIlpPacket(Buffer.from(await uplink.send(new Uint8Array(serializeIlpPrepare(packet)), never)));
  if (reply.type !== Type.TYPE_ILP_REJECT) throw new Error('not rejected');
  return reply.data as { code: string; data: Buffer };
}

describe('packets that go nowhere', () => {
  test('no route, too late, too large', async () => {
    const invoice = world.acquirer.invoice({ account: 'merchant', amount: 500n });
    const { ilpAddress: destination } = (await (await world.fetch(invoice, { method: 'OPTIONS' })).json()) as { ilpAddress: string };
    const uplink = await overBtp('carla');
    expect(await send(uplink, { destination: 'test.nowhere', amount: 1n })).toMatchObject({ code: Errors.codes.F02_UNREACHABLE });
    expect(await send(uplink, { destination, amount: 1n, expiresAt: new Date(Date.now() - 1) })).toMatchObject({ code: 'R00' });
    const { code, data } = await send(uplink, { destination, amount: 10n ** 12n });
    expect(code).toBe('F08');
    expect([data.readBigUInt64BE(0), data.readBigUInt64BE(8)]).toEqual([10n ** 12n, 25_000_000_000n]);
    uplink.close();
  });

  test('T04 where the account holds too little, and a refusal costs nothing', async () => {
    const invoice = world.acquirer.invoice({ account: 'merchant', amount: 1_000_00n });
    const uplink = overHttp('tom');
    // Packets carry at most 25 euros; so much is left that one more may be asked for, and not be there.
    const delivery = await pay(uplink, invoice, ((balance('tom') - 20_000_000n) * 10n) / 9n / 10_000n);
    expect(delivery.outcome).toBe('complete');
    const left = balance('tom');
    const { ilpAddress: destination } = (await (await world.fetch(invoice, { method: 'OPTIONS' })).json()) as { ilpAddress: string };
    expect(await send(uplink, { destination, amount: left + 1n })).toMatchObject({ code: 'T04' });
    expect(balance('tom')).toBe(left);
    expect(world.ledger.check()).toEqual([]);
  });
});

describe('who may send', () => {
  test('only with the secret', async () => {
    await expect(overBtp('carla', 'guess')).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(overBtp('tom', 'demo-carla-secret')).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(overBtp('nobody')).rejects.toMatchObject({ kind: 'unreachable' });
    await expect(readAccount(overHttp('carla', 'guess'), never)).rejects.toMatchObject({ kind: 'unauthorized', isUnsent: true });
    await expect(readAccount(overHttp('nobody'), never)).rejects.toMatchObject({ kind: 'refused' });
  });

  test('the secret is in no address', () => {
    const connector = world.requests.matching({ host: 'connector.test' });
    expect(connector.length).toBeGreaterThan(10);
    expect(connector.filter(({ path }) => path.includes('secret'))).toEqual([]);
  });

  test('from any page, as the reply to a preflight says', async () => {
    const url = `${world.hosts.origin('connector')}/accounts/carla/ilp`;
    const preflight = await world.fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://anywhere.test',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    const noise = await world.fetch(url, {
      method: 'POST',
      headers: { authorization: 'Bearer demo-carla-secret', 'content-type': 'application/octet-stream' },
      body: 'noise',
    });
    expect(noise.status).toBe(400);
  });
});
