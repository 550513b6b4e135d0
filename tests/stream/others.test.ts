import { StreamServer } from '@interledger/stream-receiver';
import { deserializeIlpPrepare, serializeIlpReply } from 'ilp-packet';
import { createConnection } from 'ilp-protocol-stream';
import { afterEach, describe, expect, test } from 'vitest';
import { deliver, type Uplink } from '../../src/stream/index.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { openPath, type PathOptions, ratio, type StreamPath } from '../support/stream-path.ts';

const open: StreamPath[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((path) => path.close()));
});

async function path(options: PathOptions): Promise<StreamPath> {
  const opened = await openPath(options);
  open.push(opened);
  return opened;
}

const limits = (rate = ratio(1n)) => ({
  maxSourceAmount: 10n ** 15n,
  minRate: { ...rate, denominator: rate.denominator * 2n },
  expiresAt: Date.now() + 60_000,
  signal: new AbortController().signal,
});

async function byTheLibrary({ plugin, credentials }: StreamPath, source: bigint): Promise<void> {
  const { ilpAddress, sharedSecret } = credentials();
  const connection = await createConnection({
    plugin,
    destinationAccount: ilpAddress,
    sharedSecret: Buffer.from(sharedSecret),
    slippage: 0.05,
  });
  connection.on('error', () => undefined);
  await connection.createStream().sendTotal(source.toString(), { timeout: PATIENCE_MS });
  await connection.destroy();
}

describe('the same payment by ilp-protocol-stream', () => {
  test.each([
    ['100 units', 100n, ratio(1n), undefined],
    ['many packets', 10n ** 8n, ratio(1n), 10n ** 6n],
    ['at 0.9', 9n * 10n ** 7n, ratio(9n, 10n), 10n ** 6n],
    ['at 17.5', 35n * 10n ** 6n, ratio(35n, 2n), 10n ** 6n],
  ])('%s: equal books', async (_name, amount, rate, maxPacketAmount) => {
    const options = { rates: [rate], ...(maxPacketAmount === undefined ? {} : { maxPacketAmount }) };
    const ours = await path(options);
    const delivery = await deliver({ uplink: ours.uplink, credentials: ours.credentials(), amount, ...limits(rate) });
    expect(delivery).toMatchObject({ outcome: 'complete', delivered: amount });
    const theirs = await path(options);
    await byTheLibrary(theirs, delivery.sent);
    expect({ ...ours.books, packets: 0 }).toEqual({ sent: delivery.sent, delivered: amount, packets: 0 });
    expect(theirs.books.sent).toBe(ours.books.sent);
    // The library rounds each of its packets, ours are cut so that nothing is lost.
    expect(theirs.books.delivered).toBeLessThanOrEqual(ours.books.delivered);
    expect(ours.books.delivered - theirs.books.delivered).toBeLessThanOrEqual(BigInt(theirs.books.packets));
    expect(ours.received()).toBe(ours.books.delivered);
  });
});

test.each([
  ['one packet', 100n, undefined],
  ['many', 10n ** 7n, 123_456n],
])('a payment to @interledger/stream-receiver: %s', async (_name, amount, maxPacketAmount) => {
  const server = new StreamServer({ serverSecret: Buffer.alloc(32, 5), serverAddress: 'test.receiver' });
  let received = 0n;
  const uplink: Uplink = {
    send: (prepare) => {
      const packet = deserializeIlpPrepare(Buffer.from(prepare));
      if (maxPacketAmount !== undefined && BigInt(packet.amount) > maxPacketAmount) {
        return Promise.resolve(serializeIlpReply({ code: 'F08', triggeredBy: 'test.hop', message: '', data: Buffer.alloc(0) }));
      }
      const reply = server.createReply(packet);
      if (!('accept' in reply)) return Promise.resolve(serializeIlpReply(reply));
      received += BigInt(packet.amount);
      return Promise.resolve(serializeIlpReply(reply.accept()));
    },
    close: () => undefined,
  };
  const delivery = await deliver({ uplink, credentials: server.generateCredentials(), amount, ...limits() });
  expect(delivery).toMatchObject({ outcome: 'complete', sent: amount, delivered: amount });
  expect(received).toBe(amount);
});
