import type { Bytes } from './bytes.ts';
import { type Frame, readFrame, writeFrame } from './frames.ts';
import { PacketType } from './ilp-packet.ts';
import { MalformedPacket, Reader, Writer } from './oer.ts';

/** The encrypted data between sender and receiver inside an ILP packet (IL-RFC 29, 5.2). */
export interface StreamPacket {
  /** Type of the ILP packet that contains this data; the other end checks it. */
  readonly ilpPacketType: number;
  /** A reply has the sequence of its request. */
  readonly sequence: bigint;
  /**
   * In a prepare: the minimum amount that the receiver may accept. In a reply: the amount that arrived. In the receiver's smallest unit.
   */
  readonly prepareAmount: bigint;
  readonly frames: readonly Frame[];
}

const VERSION = 1;
const TYPES: ReadonlySet<number> = new Set(Object.values(PacketType));
/** Limits the work that a reply can cause. */
const MAX_FRAMES = 1_000n;

export function writeStreamPacket({ ilpPacketType, sequence, prepareAmount, frames }: StreamPacket): Bytes {
  const writer = new Writer().u8(VERSION).u8(ilpPacketType).varUInt(sequence).varUInt(prepareAmount).varUInt(BigInt(frames.length));
  for (const frame of frames) writer.u8(frame.type).varOctets(writeFrame(frame));
  return writer.bytes();
}

/** Decodes a decrypted packet. Unused frame types are left out; padding may follow. @throws MalformedPacket */
export function readStreamPacket(bytes: Uint8Array): StreamPacket {
  const reader = new Reader(bytes);
  if (reader.u8() !== VERSION) throw new MalformedPacket('another version of STREAM');
  const ilpPacketType = reader.u8();
  if (!TYPES.has(ilpPacketType)) throw new MalformedPacket('an unknown type of packet');
  const sequence = reader.varUInt();
  const prepareAmount = reader.varUInt();
  const count = reader.varUInt();
  if (count > MAX_FRAMES) throw new MalformedPacket(`${count} frames`);
  const frames: Frame[] = [];
  for (let left = count; left > 0n; left -= 1n) {
    const frame = readFrame(reader.u8(), new Reader(reader.varOctets()));
    if (frame) frames.push(frame);
  }
  return { ilpPacketType, sequence, prepareAmount, frames };
}
