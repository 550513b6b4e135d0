import { createConnection, type Connection } from 'ilp-protocol-stream';
import type { IlpMethod } from '../client/wire.ts';
import type { Link } from './plugin.ts';

const TIMEOUT_MS = 15_000;

export interface StreamPayment {
  readonly link: Link;
  readonly method: IlpMethod;
  /** Still to send and to be delivered by it. */
  readonly send: bigint;
  readonly receive: bigint;
}

/** Sends exactly `send` over STREAM; rejects where the receiver or the way there does not take all of it. */
export async function sendOverStream({ link, method, send, receive }: StreamPayment): Promise<void> {
  const connection = await createConnection({
    plugin: link,
    destinationAccount: method.ilpAddress,
    sharedSecret: Buffer.from(method.sharedSecret, 'base64url'),
    // The quote is the rate; the connector keeps to it exactly. The library's own limit only has to
    // leave room for the rounding of single packets, which for tiny amounts is large in percent.
    exchangeRate: Number(receive) / Number(send),
    slippage: Math.min(0.99, 0.01 + 2 / Math.max(1, Number(receive))),
  });
  const failed = new Promise<never>((_resolve, reject) => {
    connection.on('error', reject);
    connection.once('close', () => reject(new Error('STREAM connection closed')));
  });
  failed.catch(() => undefined);
  try {
    const stream = connection.createStream();
    stream.on('error', () => undefined);
    await Promise.race([stream.sendTotal(send.toString(), { timeout: TIMEOUT_MS }), failed]);
  } finally {
    await end(connection);
  }
}

async function end(connection: Connection): Promise<void> {
  await connection.destroy().catch(() => undefined);
}
