import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BtpType, readBtp, writeBtp } from './btp-packet.ts';
import { MalformedPacket } from './oer.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('messages as btp-packet 2.2 writes them (IL-RFC 23)', () => {
  const auth = {
    type: BtpType.message,
    requestId: 7,
    protocols: [
      { name: 'auth', contentType: 0, data: new Uint8Array() },
      { name: 'auth_username', contentType: 1, data: utf8('carla') },
      { name: 'auth_token', contentType: 1, data: utf8('secret') },
    ],
  };
  const transfer = {
    type: BtpType.transfer,
    requestId: 6,
    amount: 1_000n,
    protocols: [{ name: 'ilp', contentType: 0, data: new Uint8Array(200).fill(1) }],
  };

  test.each([
    ['auth', auth, '0600000007310103046175746800000d617574685f757365726e616d6501056361726c610a617574685f746f6b656e0106736563726574'],
    ['an empty response', { type: BtpType.response, requestId: 2 ** 32 - 1, protocols: [] }, '01ffffffff020100'],
    ['a transfer', transfer, `070000000681d900000000000003e8010103696c700081c8${'01'.repeat(200)}`],
  ])('%s', (_name, message, written) => {
    expect(hex(writeBtp(message))).toBe(written);
    expect(readBtp(Buffer.from(written, 'hex'))).toEqual(message);
  });

  test('an error', () => {
    const written = '02000000052c463030104e6f7441636365707465644572726f721331393730303130313030303030302e3030305a01780100';
    const error = { code: 'F00', name: 'NotAcceptedError' };
    expect(readBtp(Buffer.from(written, 'hex'))).toEqual({ type: BtpType.error, requestId: 5, error, protocols: [] });
    expect(readBtp(writeBtp({ type: BtpType.error, requestId: 5, error, protocols: [] }))).toMatchObject({ error, requestId: 5 });
  });
});

test('what is written is read', () => {
  const protocols = fc.array(
    fc.record({ name: fc.string(), contentType: fc.integer({ min: 0, max: 255 }), data: fc.uint8Array({ maxLength: 300 }) }),
    { maxLength: 5 },
  );
  const requestId = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(fc.constantFrom(BtpType.message, BtpType.response), requestId, protocols, (type, requestId, protocols) => {
      expect(readBtp(writeBtp({ type, requestId, protocols }))).toEqual({ type, requestId, protocols });
    }),
  );
});

test('what is no message is malformed, and nothing else happens', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.constantFrom(1, 2, 6, 7), (noise, type) => {
      for (const bytes of [noise, Uint8Array.of(type, 0, 0, 0, 1, noise.length, ...noise)]) {
        try {
          readBtp(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedPacket);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});
