import fc from 'fast-check';
import * as official from 'ilp-packet';
import { describe, expect, test } from 'vitest';
import { isIlpAddress, readPrepare, readReply, writePrepare, writeReply } from './ilp-packet.ts';
import { MalformedPacket, MAX_U64 } from './oer.ts';

const octets = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const data = fc.uint8Array({ maxLength: 1_000 });
const address = fc.stringMatching(/^(g|private|example|peer|self|test[1-3]?|local)(\.[A-Za-z0-9_~-]{1,20}){1,5}$/);
const code = fc.stringMatching(/^[FTR][0-9]{2}$/);
const time = fc.integer({ min: 0, max: Date.UTC(9999, 0) });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('ILPv4 packets, held against ilp-packet', () => {
  test('a prepare: the same bytes, and read both ways', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, MAX_U64), time, octets(32), address, data, (amount, expiresAt, condition, destination, data) => {
        const ours = writePrepare({ amount, expiresAt, condition, destination, data });
        const theirs = official.serializeIlpPrepare({
          amount: amount.toString(),
          expiresAt: new Date(expiresAt),
          executionCondition: Buffer.from(condition),
          destination,
          data: Buffer.from(data),
        });
        expect(hex(ours)).toBe(hex(theirs));
        expect(readPrepare(theirs)).toEqual({ amount, expiresAt, condition, destination, data });
      }),
    );
  });

  test('a fulfill and a reject: the same bytes, and read both ways', () => {
    fc.assert(
      fc.property(
        octets(32),
        data,
        code,
        fc.oneof(address, fc.constant('')),
        fc.string(),
        (fulfillment, data, code, triggeredBy, message) => {
          const fulfill = { type: 'fulfill', fulfillment, data } as const;
          const theirFulfill = official.serializeIlpFulfill({ fulfillment: Buffer.from(fulfillment), data: Buffer.from(data) });
          expect(hex(writeReply(fulfill))).toBe(hex(theirFulfill));
          expect(readReply(theirFulfill)).toEqual(fulfill);
          const reject = { type: 'reject', code, triggeredBy, message, data } as const;
          const theirReject = official.serializeIlpReject({ code, triggeredBy, message, data: Buffer.from(data) });
          expect(hex(writeReply(reject))).toBe(hex(theirReject));
          expect(readReply(theirReject)).toEqual(reject);
        },
      ),
    );
  });

  test('knows the same addresses', () => {
    fc.assert(
      fc.property(fc.oneof(address, fc.string(), fc.stringMatching(/^[a-z]{1,8}(\.[ -~]{0,3}){0,3}$/)), (text) => {
        expect(isIlpAddress(text)).toBe(official.isValidIlpAddress(text));
      }),
    );
    expect(isIlpAddress(`g.${'a'.repeat(1_022)}`)).toBe(false);
  });
});

describe('what is no packet', () => {
  test('is malformed, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(12, 13, 14), (noise, type) => {
        for (const bytes of [noise, Uint8Array.of(type, ...noise), Uint8Array.of(type, noise.length % 128, ...noise)]) {
          for (const read of [readReply, readPrepare]) {
            try {
              read(bytes);
            } catch (error) {
              expect(error).toBeInstanceOf(MalformedPacket);
            }
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  const fulfill = writeReply({ type: 'fulfill', fulfillment: new Uint8Array(32), data: Uint8Array.of(1, 2, 3) });

  test('cut anywhere', () => {
    for (let length = 0; length < fulfill.length; length += 1)
      expect(() => readReply(fulfill.subarray(0, length))).toThrow(MalformedPacket);
  });

  test('with bytes after it', () => {
    expect(() => readReply(Uint8Array.of(...fulfill, 0))).toThrow(MalformedPacket);
  });

  test('a reject with a code that is none', () => {
    const reject = writeReply({ type: 'reject', code: 'X99', triggeredBy: '', message: '', data: new Uint8Array() });
    expect(() => readReply(reject)).toThrow(MalformedPacket);
  });
});
