import { createConnection, type Connection } from 'ilp-protocol-stream';
import type { IlpMethod } from '../../client/wire.ts';
import type { Link } from './plugin.ts';

const TIMEOUT_MS = 15_000;
/** A sender without a new packet in this many checks waits for a receiver that accepts no more. */
const LOOKS_AT_REST = 10;
const LOOK_MS = 100;

export interface StreamPayment {
  readonly link: Link;
  readonly method: IlpMethod;
  /** The remaining amounts to send and to deliver. */
  readonly send: bigint;
  readonly receive: bigint;
}

/** Sends exactly `send` over STREAM; rejects if the receiver or the path does not accept all of it. */
export async function sendOverStream({ link, method, send, receive }: StreamPayment): Promise<void> {
  const connection = await createConnection({
    plugin: link,
    destinationAccount: method.ilpAddress,
    sharedSecret: Buffer.from(method.sharedSecret, 'base64url'),
    // The quote gives the rate, and the connector applies it exactly. The library's own limit must only allow for the rounding of single
    // packets, which is large in percent for small amounts.
    exchangeRate: Number(receive) / Number(send),
    slippage: Math.min(0.99, 0.01 + 2 / Math.max(1, Number(receive))),
  });
  const failed = new Promise<never>((_resolve, reject) => {
    connection.on('error', reject);
    connection.once('close', () => reject(new Error('STREAM connection closed')));
  });
  failed.catch(() => undefined);
  const watch = watchForRest(link);
  try {
    const stream = connection.createStream();
    stream.on('error', () => undefined);
    await Promise.race([stream.sendTotal(send.toString(), { timeout: TIMEOUT_MS }), failed, watch.resting]);
  } finally {
    watch.end();
    await end(connection);
  }
}

/**
 * The library waits for its whole timeout if the receiver's maximum is too low. Checks are counted instead of milliseconds, because a slow
 * machine delays them like the packets.
 */
function watchForRest(link: Link): { resting: Promise<never>; end: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const resting = new Promise<never>((_resolve, reject) => {
    let [seen, looks] = [link.restingAt, 0];
    timer = setInterval(() => {
      const now = link.restingAt;
      looks = now !== undefined && now === seen ? looks + 1 : 0;
      seen = now;
      if (looks >= LOOKS_AT_REST) reject(new Error('the receiver takes no more'));
    }, LOOK_MS);
  });
  resting.catch(() => undefined);
  return { resting, end: () => clearInterval(timer) };
}

async function end(connection: Connection): Promise<void> {
  await connection.destroy().catch(() => undefined);
}
