import { createServer, type Connection, type Server } from 'ilp-protocol-stream';
import { Errors, deserializeIlpPrepare, errorToReject, serializeIlpPrepare } from 'ilp-packet';
import { Link } from '../../demo/servers/connector/plugin.ts';
import type { Ratio } from '../../src/stream/rate.ts';
import type { StreamCredentials, Uplink } from '../../src/stream/index.ts';

export interface PathOptions {
  /** Target units per source unit for each hop; every hop rounds down. */
  readonly rates?: readonly Ratio[];
  readonly maxPacketAmount?: bigint;
  /** The receiver's maximum. */
  readonly receiveMax?: bigint;
}

/** A path to a STREAM server of ilp-protocol-stream in this process, for both kinds of sender. */
export interface StreamPath {
  readonly uplink: Uplink;
  /** For the library's sender. */
  readonly plugin: Link;
  /** Fulfilled amounts on our side and on the receiver's. */
  readonly books: { sent: bigint; delivered: bigint; packets: number };
  readonly received: () => bigint;
  credentials(): StreamCredentials;
  close(): Promise<void>;
}

const asset = { code: 'USD', scale: 9 };

export const ratio = (numerator: bigint, denominator = 1n): Ratio => ({ numerator, denominator });

export async function openPath({ rates = [ratio(1n)], maxPacketAmount, receiveMax }: PathOptions = {}): Promise<StreamPath> {
  const books = { sent: 0n, delivered: 0n, packets: 0 };
  const receiver = new Link('test.receiver', asset, (data) => plugin.deliver(data));
  const forward = async (data: Buffer): Promise<Buffer> => {
    const prepare = deserializeIlpPrepare(data);
    const source = BigInt(prepare.amount);
    if (maxPacketAmount !== undefined && source > maxPacketAmount) {
      const limits = { receivedAmount: source.toString(), maximumAmount: maxPacketAmount.toString() };
      return errorToReject('test.connector', new Errors.AmountTooLargeError('too large', limits));
    }
    const target = rates.reduce((amount, { numerator, denominator }) => (amount * numerator) / denominator, source);
    const reply = await receiver.deliver(serializeIlpPrepare({ ...prepare, amount: target.toString() }));
    if (reply[0] === 13 && source > 0n) {
      books.sent += source;
      books.delivered += target;
      books.packets += 1;
    }
    return reply;
  };
  const plugin = new Link('test.sender', asset, forward);
  const server: Server = await createServer({ plugin: receiver, serverSecret: Buffer.alloc(32, 7), disconnectDelay: 1 });
  let received = 0n;
  const connections = new Set<Connection>();
  server.on('connection', (connection: Connection) => {
    connections.add(connection);
    connection.on('error', () => undefined);
    connection.on(
      'stream',
      (stream: { setReceiveMax(limit: string): void; on(event: string, listener: (amount: string) => void): void }) => {
        stream.on('error', () => undefined);
        stream.setReceiveMax((receiveMax ?? 10n ** 18n).toString());
        stream.on('money', (amount) => {
          received += BigInt(amount);
        });
      },
    );
  });
  return {
    uplink: { send: (prepare) => forward(Buffer.from(prepare)), close: () => undefined },
    plugin,
    books,
    received: () => received,
    credentials: () => {
      const { destinationAccount, sharedSecret } = server.generateAddressAndSecret();
      return { ilpAddress: destinationAccount, sharedSecret };
    },
    close: async () => {
      await Promise.all([...connections].map((connection) => connection.destroy().catch(() => undefined)));
      await server.close();
    },
  };
}
