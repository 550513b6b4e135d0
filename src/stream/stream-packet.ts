import type { Bytes } from './bytes.ts';
import { type Frame, readFrame, writeFrame } from './frames.ts';
import { PacketType } from './ilp-packet.ts';
import { MalformedPacket, Reader, Writer } from './oer.ts';

/** What sender and receiver tell each other inside an ILP packet's data, encrypted (IL-RFC 29, 5.2). */
export interface StreamPacket {
  /** In which kind of ILP packet this lies; the other end checks it. */
  readonly ilpPacketType: number;
  /** A reply carries the sequence of its request. */
  readonly sequence: bigint;
  /** In a prepare: the least that the receiver may take. In a reply: what arrived. In the receiver's smallest unit. */
  readonly prepareAmount: bigint;
  readonly frames: readonly Frame[];
}

const VERSION = 1;
const TYPES: ReadonlySet<number> = new Set(Object.values(PacketType));
/** Far more than any peer sends; bounds the work that a reply can cause. */
const MAX_FRAMES = 1_000n;

export function writeStreamPacket({ ilpPacketType, sequence, prepareAmount, frames }: StreamPacket): Bytes {
  const writer = new Writer().u8(VERSION).u8(ilpPacketType).varUInt(sequence).varUInt(prepareAmount).varUInt(BigInt(frames.length));
  for (const frame of frames) writer.u8(frame.type).varOctets(writeFrame(frame));
  return writer.bytes();
}

/** Reads a decrypted packet. Frames of types that a sender has no use for are left out; padding may follow. @throws MalformedPacket */
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
