import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { type Bytes, sameBytes } from '../../src/stream/bytes.ts';
import type { Clock } from '../../src/stream/clock.ts';
import { type Frame, FrameType } from '../../src/stream/frames.ts';
import { readPrepare, type Reply, writeReply } from '../../src/stream/ilp-packet.ts';
import type { StreamCredentials, Uplink } from '../../src/stream/index.ts';
import { Writer } from '../../src/stream/oer.ts';
import type { Ratio } from '../../src/stream/rate.ts';
import { readStreamPacket, writeStreamPacket } from '../../src/stream/stream-packet.ts';

/** A packet as the path receives it. */
export interface SeenPacket {
  readonly source: bigint;
  readonly target: bigint;
  readonly least: bigint;
  /** False for an unfulfillable packet. */
  readonly pays: boolean;
  readonly frames: readonly Frame[];
  /** 0-based index among the packets of its kind. */
  readonly index: number;
}

export interface Script {
  readonly rate?: Ratio;
  readonly maxPacketAmount?: bigint;
  /** Whether F08 contains the maximum. */
  readonly tellsMaximum?: boolean;
  readonly receiveMax?: bigint;
  /** Rejects a packet at a hop, before the receiver sees it. */
  readonly reject?: (packet: SeenPacket) => string | undefined;
  /** Replaces the true reply; may throw, or never resolve. */
  readonly tamper?: (reply: Bytes, packet: SeenPacket) => Bytes | Promise<Bytes>;
}

const CREDENTIALS: StreamCredentials = { ilpAddress: 'test.receiver.tag', sharedSecret: new Uint8Array(32).fill(9) };

// Node's synchronous cryptography: faster than ours for thousands of payments, and an independent implementation.
const hmac = (key: Uint8Array, message: Uint8Array | string) => createHmac('sha256', key).update(message).digest();
const encryptionKey = hmac(CREDENTIALS.sharedSecret, 'ilp_stream_encryption');
const fulfillmentKey = hmac(CREDENTIALS.sharedSecret, 'ilp_stream_fulfillment');

function decrypt(data: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', encryptionKey, data.subarray(0, 12));
  decipher.setAuthTag(data.subarray(12, 28));
  return Buffer.concat([decipher.update(data.subarray(28)), decipher.final()]);
}

function encrypt(text: Uint8Array): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce);
  const body = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** A path and a receiver in one, built with the same codecs, that follows a script. */
export class ScriptedReceiver implements Uplink {
  readonly credentials = CREDENTIALS;
  readonly seen: SeenPacket[] = [];
  /** Fulfilled by the receiver, independently of the sender's result. */
  sent = 0n;
  received = 0n;
  underway = 0;
  mostUnderway = 0;
  rate: Ratio;
  readonly #script: Script;

  constructor(script: Script = {}) {
    this.#script = script;
    this.rate = script.rate ?? { numerator: 1n, denominator: 1n };
  }

  get paying(): SeenPacket[] {
    return this.seen.filter(({ pays }) => pays);
  }

  async send(prepare: Bytes): Promise<Uint8Array> {
    this.underway += 1;
    this.mostUnderway = Math.max(this.mostUnderway, this.underway);
    try {
      const { packet, reply } = this.#answer(prepare);
      const written = writeReply(reply);
      return (await this.#script.tamper?.(written, packet)) ?? written;
    } finally {
      this.underway -= 1;
    }
  }

  close(): void {}

  #answer(bytes: Bytes): { packet: SeenPacket; reply: Reply } {
    const prepare = readPrepare(bytes);
    const request = readStreamPacket(decrypt(prepare.data));
    const fulfillment = hmac(fulfillmentKey, prepare.data);
    const pays = sameBytes(createHash('sha256').update(fulfillment).digest(), prepare.condition);
    const source = prepare.amount;
    const target = (source * this.rate.numerator) / this.rate.denominator;
    const index = this.seen.filter((packet) => packet.pays === pays).length;
    const packet = { source, target, least: request.prepareAmount, pays, frames: request.frames, index };
    this.seen.push(packet);
    const refused = this.#refusal(packet);
    if (refused) return { packet, reply: refused };
    const takes = pays && target >= packet.least && this.received + target <= (this.#script.receiveMax ?? target + this.received);
    if (takes) {
      this.received += target;
      this.sent += source;
    }
    const { receiveMax } = this.#script;
    const limit: Frame[] =
      receiveMax === undefined ? [] : [{ type: FrameType.streamMaxMoney, streamId: 1n, receiveMax, totalReceived: this.received }];
    const words = { ilpPacketType: takes ? 13 : 14, sequence: request.sequence, prepareAmount: target, frames: limit };
    const data = encrypt(writeStreamPacket(words));
    if (takes) return { packet, reply: { type: 'fulfill', fulfillment, data } };
    return { packet, reply: { type: 'reject', code: 'F99', triggeredBy: CREDENTIALS.ilpAddress, message: '', data } };
  }

  #refusal(packet: SeenPacket): Reply | undefined {
    const { maxPacketAmount, tellsMaximum = true } = this.#script;
    const reject = { type: 'reject', triggeredBy: 'test.connector', message: '' } as const;
    if (maxPacketAmount !== undefined && packet.source > maxPacketAmount) {
      const data = tellsMaximum ? new Writer().uint(packet.source, 8).uint(maxPacketAmount, 8).bytes() : new Uint8Array();
      return { ...reject, code: 'F08', data };
    }
    const code = this.#script.reject?.(packet);
    return code === undefined ? undefined : { ...reject, code, data: new Uint8Array() };
  }
}

/** Pauses pass immediately; waiting for a reply ends when the test calls `expire`. */
export class HastyClock implements Clock {
  readonly #late = new Set<() => void>();
  pauses: number[] = [];
  #now = 1_700_000_000_000;

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (ms <= 5_000) {
      this.#now += ms;
      this.pauses.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
      return;
    }
    await new Promise<void>((resolve, reject) => {
      this.#late.add(resolve);
      signal.addEventListener('abort', () => {
        this.#late.delete(resolve);
        reject(signal.reason);
      });
    });
  }

  /** Ends every wait for a reply. */
  expire(): void {
    this.#now += 31_000;
    for (const late of this.#late) late();
    this.#late.clear();
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}
