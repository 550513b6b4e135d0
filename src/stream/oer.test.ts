import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedPacket, MAX_U64, Reader, Writer } from './oer.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

describe('IL-RFC 30', () => {
  test.each([
    [0n, '0100'],
    [1n, '0101'],
    [0x7fn, '017f'],
    [0x80n, '0180'],
    [0x100n, '020100'],
    [MAX_U64, '08ffffffffffffffff'],
  ])('variable-size integer %s', (value, written) => {
    expect(hex(new Writer().varUInt(value).bytes())).toBe(written);
    expect(new Reader(bytes(written)).varUInt()).toBe(value);
  });

  test.each([
    [0, '00'],
    [127, '7f'],
    [128, '8180'],
    [256, '820100'],
  ])('a string of %i bytes says its length', (length, prefix) => {
    const written = new Writer().varOctets(new Uint8Array(length)).bytes();
    expect(hex(written).slice(0, prefix.length)).toBe(prefix);
    expect(new Reader(written).varOctets()).toHaveLength(length);
  });

  test.each([
    ['nothing', ''],
    ['a length and nothing', '05'],
    ['a length of no bytes', '80'],
    ['a length of five bytes', '850000000001ff'],
    ['a length that is cut', '8201'],
  ])('%s is malformed', (_name, text) => {
    expect(() => new Reader(bytes(text)).varOctets()).toThrow(MalformedPacket);
  });

  test.each([
    ['an integer of no bytes', '00'],
    ['an integer of nine bytes', '09000000000000000001'],
  ])('%s is malformed', (_name, text) => {
    expect(() => new Reader(bytes(text)).varUInt()).toThrow(MalformedPacket);
  });

  test('a limit that is too large counts as the largest', () => {
    expect(new Reader(bytes('09010000000000000000')).saturatingVarUInt()).toBe(MAX_U64);
    expect(new Reader(bytes('0105')).saturatingVarUInt()).toBe(5n);
  });

  test('what does not fit is not written', () => {
    expect(() => new Writer().uint(256n, 1)).toThrow(RangeError);
    expect(() => new Writer().uint(-1n, 1)).toThrow(RangeError);
    expect(() => new Writer().varUInt(MAX_U64 + 1n)).toThrow(RangeError);
  });

  test('what is written is read', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, MAX_U64), fc.uint8Array({ maxLength: 700 }), fc.string({ unit: 'grapheme' }), (value, data, text) => {
        const reader = new Reader(new Writer().uint(value, 8).varUInt(value).varOctets(data).text(text).bytes());
        expect([reader.uint(8), reader.varUInt(), hex(reader.varOctets()), reader.text()]).toEqual([value, value, hex(data), text]);
        reader.end();
      }),
    );
  });
});
