import fc from 'fast-check';
import * as official from 'ilp-protocol-stream/dist/src/packet.js';
import Long from 'long';
import { describe, expect, test } from 'vitest';
import { type Frame, FrameType } from './frames.ts';
import { MalformedPacket, MAX_U64 } from './oer.ts';
import { readStreamPacket, type StreamPacket, writeStreamPacket } from './stream-packet.ts';

const u64 = fc.bigInt(0n, MAX_U64);
const u8 = fc.integer({ min: 0, max: 255 });
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ type: fc.constant(FrameType.connectionClose), errorCode: u8, errorMessage: text }),
  fc.record({ type: fc.constant(FrameType.connectionAssetDetails), assetCode: text, assetScale: u8 }),
  fc.record({ type: fc.constant(FrameType.streamClose), streamId: u64, errorCode: u8, errorMessage: text }),
  fc.record({ type: fc.constant(FrameType.streamMoney), streamId: u64, shares: u64 }),
  fc.record({ type: fc.constant(FrameType.streamMaxMoney), streamId: u64, receiveMax: u64, totalReceived: u64 }),
);
const packet: fc.Arbitrary<StreamPacket> = fc.record({
  ilpPacketType: fc.constantFrom(12, 13, 14),
  sequence: u64,
  prepareAmount: u64,
  frames: fc.array(frame, { maxLength: 8 }),
});

const long = (value: bigint) => Long.fromString(value.toString(), true);

function officialFrame(frame: Frame): official.Frame {
  switch (frame.type) {
    case FrameType.connectionClose:
      return new official.ConnectionCloseFrame(frame.errorCode, frame.errorMessage);
    case FrameType.connectionAssetDetails:
      return new official.ConnectionAssetDetailsFrame(frame.assetCode, frame.assetScale);
    case FrameType.streamClose:
      return new official.StreamCloseFrame(long(frame.streamId), frame.errorCode, frame.errorMessage);
    case FrameType.streamMoney:
      return new official.StreamMoneyFrame(long(frame.streamId), long(frame.shares));
    case FrameType.streamMaxMoney:
      return new official.StreamMaxMoneyFrame(long(frame.streamId), long(frame.receiveMax), long(frame.totalReceived));
  }
}

function officialPacket({ ilpPacketType, sequence, prepareAmount, frames }: StreamPacket): official.Packet {
  return new official.Packet(long(sequence), ilpPacketType, long(prepareAmount), frames.map(officialFrame));
}

describe('STREAM packets, held against ilp-protocol-stream', () => {
  test('the same bytes', () => {
    fc.assert(
      fc.property(packet, (packet) => {
        expect(hex(writeStreamPacket(packet))).toBe(hex(officialPacket(packet)._serialize()));
      }),
    );
  });

  test('what it writes is read here', () => {
    fc.assert(
      fc.property(packet, (packet) => {
        expect(readStreamPacket(officialPacket(packet)._serialize())).toEqual(packet);
      }),
    );
  });

  test('what is written here is read there', () => {
    fc.assert(
      fc.property(packet, (packet) => {
        const read = official.Packet._deserializeUnencrypted(Buffer.from(writeStreamPacket(packet)));
        expect(read).toEqual(officialPacket(packet));
      }),
    );
  });

  test('frames that a sender has no use for are left out', () => {
    const frames = [
      new official.ConnectionMaxDataFrame(32_767),
      new official.ConnectionMaxStreamIdFrame(20),
      new official.StreamMaxDataFrame(1, 16_384),
      new official.StreamMoneyFrame(1, 1),
      new official.StreamReceiptFrame(1, Buffer.from('receipt')),
    ];
    const read = readStreamPacket(new official.Packet(1, 13, 5, frames)._serialize());
    expect(read.frames).toEqual([{ type: FrameType.streamMoney, streamId: 1n, shares: 1n }]);
  });
});

/** From the fixtures that came with the first implementation of IL-RFC 29. */
const fixtures: [string, StreamPacket, string][] = [
  ['sequence 0', { ilpPacketType: 12, sequence: 0n, prepareAmount: 0n, frames: [] }, 'AQwBAAEAAQA='],
  ['sequence 2^53-1', { ilpPacketType: 12, sequence: 2n ** 53n - 1n, prepareAmount: 0n, frames: [] }, 'AQwHH////////wEAAQA='],
  ['sequence 2^64-1', { ilpPacketType: 12, sequence: MAX_U64, prepareAmount: 0n, frames: [] }, 'AQwI//////////8BAAEA'],
  ['fulfill', { ilpPacketType: 13, sequence: 0n, prepareAmount: 0n, frames: [] }, 'AQ0BAAEAAQA='],
  ['reject', { ilpPacketType: 14, sequence: 0n, prepareAmount: 0n, frames: [] }, 'AQ4BAAEAAQA='],
  ['amount 2^64-1', { ilpPacketType: 12, sequence: 0n, prepareAmount: MAX_U64, frames: [] }, 'AQwBAAj//////////wEA'],
];

test.each(fixtures)('vector: %s', (_name, packet, base64) => {
  expect(Buffer.from(writeStreamPacket(packet)).toString('base64')).toBe(base64);
  expect(readStreamPacket(Buffer.from(base64, 'base64'))).toEqual(packet);
});

describe('what is no packet', () => {
  test('is malformed, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => {
        for (const bytes of [noise, Uint8Array.of(1, 12, ...noise), Uint8Array.of(1, 13, 1, 1, 1, 1, 1, 3, ...noise)]) {
          try {
            readStreamPacket(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedPacket);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('padding may follow, more frames than bytes may not', () => {
    const { frames } = readStreamPacket(Uint8Array.of(1, 12, 1, 0, 1, 0, 1, 0, 0, 0, 0));
    expect(frames).toEqual([]);
    expect(() => readStreamPacket(Uint8Array.of(1, 12, 1, 0, 1, 0, 1, 5))).toThrow(MalformedPacket);
    expect(() => readStreamPacket(Uint8Array.of(2, 12, 1, 0, 1, 0, 1, 0))).toThrow(MalformedPacket);
    expect(() => readStreamPacket(Uint8Array.of(1, 12, 1, 0, 1, 0, 8, 255, 255, 255, 255, 255, 255, 255, 255))).toThrow(MalformedPacket);
  });
});
