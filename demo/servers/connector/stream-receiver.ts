import { createServer, type Connection, type Server } from 'ilp-protocol-stream';
import type { IlpMethod } from '../../client/wire.ts';
import type { Asset } from '../../money/amount.ts';
import { Link } from './plugin.ts';

/** Larger than any amount here, and small enough for the library's arithmetic. */
const NO_MAXIMUM = '1000000000000000000';

export interface StreamReceiverOptions {
  readonly address: string;
  readonly asset: Asset;
  readonly serverSecret: Buffer;
  readonly forward: (data: Buffer) => Promise<Buffer>;
  /** The maximum that a stream with this connection tag may deliver, in smallest units. */
  readonly maximum: (connectionTag: string) => bigint | undefined;
}

/** The STREAM server of a wallet for one asset. */
export class StreamReceiver {
  readonly #server: Server;
  readonly #link: Link;
  readonly #maximum: StreamReceiverOptions['maximum'];
  readonly #connections = new Set<Connection>();

  private constructor(server: Server, link: Link, maximum: StreamReceiverOptions['maximum']) {
    this.#server = server;
    this.#link = link;
    this.#maximum = maximum;
    server.on('connection', (connection: Connection) => this.#accept(connection));
  }

  static async open({ address, asset, serverSecret, forward, maximum }: StreamReceiverOptions): Promise<StreamReceiver> {
    const link = new Link(address, asset, forward);
    // The delay before closing is for remote peers; here they are in the same process and already closed.
    const server = await createServer({ plugin: link, serverSecret, disconnectDelay: 1 });
    return new StreamReceiver(server, link, maximum);
  }

  paymentDetails(connectionTag: string): IlpMethod {
    const { destinationAccount, sharedSecret } = this.#server.generateAddressAndSecret({ connectionTag });
    return { type: 'ilp', ilpAddress: destinationAccount, sharedSecret: sharedSecret.toString('base64url') };
  }

  deliver(data: Buffer): Promise<Buffer> {
    return this.#link.deliver(data);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.destroy().catch(() => undefined)));
    await this.#server.close();
  }

  // An 'error' event without a listener would end the process.
  #accept(connection: Connection): void {
    this.#connections.add(connection);
    connection.on('error', () => undefined);
    connection.once('close', () => this.#connections.delete(connection));
    connection.on('stream', (stream: { setReceiveMax(limit: string): void; on(event: 'error', listener: () => void): void }) => {
      stream.on('error', () => undefined);
      stream.setReceiveMax(this.#maximum(connection.connectionTag ?? '')?.toString() ?? NO_MAXIMUM);
    });
  }
}
