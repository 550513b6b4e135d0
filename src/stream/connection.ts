import { randomBytes, sameBytes } from './bytes.ts';
import { type Clock, systemClock } from './clock.ts';
import type { StreamCredentials } from './credentials.ts';
import { type Frame, FrameType, NO_ERROR } from './frames.ts';
import { isIlpAddress, PacketType, readReply, type Reject, type Reply, writePrepare } from './ilp-packet.ts';
import { conditionOf, StreamKeys } from './keys.ts';
import { readStreamPacket, type StreamPacket, writeStreamPacket } from './stream-packet.ts';
import { type Uplink, UplinkError } from './uplink.ts';

export interface ConnectionOptions {
  readonly uplink: Uplink;
  readonly credentials: StreamCredentials;
  readonly clock?: Clock;
}

/** A packet to send. */
export interface Outgoing {
  /** In the smallest unit of our account's asset. */
  readonly amount: bigint;
  /** Minimum amount for which the receiver may fulfill it, in the receiver's smallest unit. */
  readonly minAmount: bigint;
  /** False for a probe: an unfulfillable packet that pays nothing. */
  readonly pays: boolean;
  readonly frames?: readonly Frame[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The authenticated data of the receiver's reply. Connectors on the path cannot create or change it. */
export interface ReceiverReply {
  /** Amount of the packet that arrived, in the receiver's smallest unit. */
  readonly amount: bigint;
  readonly frames: readonly Frame[];
}

/** The result of a packet. */
export type PacketResult =
  /** Paid. `reply` is missing if the fulfillment is valid but the reply's data is not. */
  | { readonly kind: 'fulfilled'; readonly reply: ReceiverReply | undefined }
  /** Not paid. `reply` is present if the receiver itself rejected the packet. */
  | { readonly kind: 'rejected'; readonly reject: Reject; readonly reply: ReceiverReply | undefined }
  /** Not paid: the packet was not sent. */
  | { readonly kind: 'unsent'; readonly error: UplinkError }
  /** The result is unknown. */
  | { readonly kind: 'unknown'; readonly cause: unknown };

/** Milliseconds after a packet's expiry in which its reply may still arrive. */
const GRACE_MS = 1_000;
const CLOSE_MS = 5_000;
/** The client's first stream (IL-RFC 29, 4.2). */
export const STREAM_ID = 1n;

class NoReply extends Error {
  override name = 'NoReply';
}

/** One error for all packets: without a reason each abort would create an exception, which costs more than the packet itself. */
const REPLIED = new Error('the wait for a reply is over');

/** The client of one STREAM connection (IL-RFC 29). It never tells its ILP address, so nothing is sent to it. */
export class Connection {
  readonly #uplink: Uplink;
  readonly #destination: string;
  readonly #keys: StreamKeys;
  readonly #clock: Clock;
  // The start is arbitrary. A random one prevents that replies of earlier connections with the same secret match.
  #sequence = BigInt(new DataView(randomBytes(4).buffer).getUint32(0));

  private constructor(options: ConnectionOptions, keys: StreamKeys) {
    this.#uplink = options.uplink;
    this.#destination = options.credentials.ilpAddress;
    this.#clock = options.clock ?? systemClock;
    this.#keys = keys;
  }

  /** @throws RangeError for invalid credentials. */
  static async open(options: ConnectionOptions): Promise<Connection> {
    const { ilpAddress, sharedSecret } = options.credentials;
    if (!isIlpAddress(ilpAddress)) throw new RangeError('the destination is no ILP address');
    if (sharedSecret.length !== 32) throw new RangeError(`a shared secret has 32 bytes, not ${sharedSecret.length}`);
    return new Connection(options, await StreamKeys.derive(sharedSecret));
  }

  /** Sends one packet and waits for its result until shortly after its expiry. Never throws for a reply. */
  async send(outgoing: Outgoing): Promise<PacketResult> {
    const { prepare, fulfillment, sequence } = await this.#sealed(outgoing);
    let packet: Reply;
    try {
      packet = readReply(await this.#reply(prepare, outgoing.expiresAt));
    } catch (cause) {
      return cause instanceof UplinkError && cause.isUnsent ? { kind: 'unsent', error: cause } : { kind: 'unknown', cause };
    }
    const reply = await this.#readReply(packet, sequence);
    if (packet.type === 'reject') return { kind: 'rejected', reject: packet, reply };
    const isPaid = fulfillment !== undefined && sameBytes(fulfillment, packet.fulfillment);
    return isPaid ? { kind: 'fulfilled', reply } : { kind: 'unknown', cause: new Error('the fulfillment does not match the condition') };
  }

  /** Tells the receiver that the connection is closed. It does not wait for an answer. */
  async close(): Promise<void> {
    const frames: readonly Frame[] = [{ type: FrameType.connectionClose, errorCode: NO_ERROR, errorMessage: '' }];
    const expiresAt = this.#clock.now() + CLOSE_MS;
    const { prepare } = await this.#sealed({ amount: 0n, minAmount: 0n, pays: false, frames, expiresAt });
    this.#reply(prepare, expiresAt).catch(() => undefined);
  }

  async #sealed({ amount, minAmount, pays, frames = [], expiresAt }: Outgoing) {
    const sequence = (this.#sequence += 1n);
    const request = { ilpPacketType: PacketType.prepare, sequence, prepareAmount: minAmount, frames };
    const data = await this.#keys.encrypt(writeStreamPacket(request));
    const fulfillment = pays ? await this.#keys.fulfillmentOf(data) : undefined;
    const condition = fulfillment ? await conditionOf(fulfillment) : randomBytes(32);
    const prepare = writePrepare({ amount, expiresAt, condition, destination: this.#destination, data });
    return { prepare, fulfillment, sequence };
  }

  async #reply(prepare: Uint8Array<ArrayBuffer>, expiresAt: number): Promise<Uint8Array> {
    const over = new AbortController();
    const lateness = this.#clock.sleep(expiresAt + GRACE_MS - this.#clock.now(), over.signal).then(() => {
      const late = new NoReply('no reply in time');
      over.abort(late);
      throw late;
    });
    lateness.catch(() => undefined);
    try {
      return await Promise.race([this.#uplink.send(prepare, over.signal), lateness]);
    } finally {
      over.abort(REPLIED);
    }
  }

  async #readReply({ type, data }: Reply, sequence: bigint): Promise<ReceiverReply | undefined> {
    try {
      const packet: StreamPacket = readStreamPacket(await this.#keys.decrypt(data));
      // IL-RFC 29, 4.4: a reply with another type or sequence does not belong to this packet.
      if (packet.ilpPacketType !== PacketType[type] || packet.sequence !== sequence) return undefined;
      return { amount: packet.prepareAmount, frames: packet.frames };
    } catch {
      return undefined;
    }
  }
}
