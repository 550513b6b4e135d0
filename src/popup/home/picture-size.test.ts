import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureSize } from './picture-size.ts';

const bytes = (...values: number[]) => new Uint8Array(values).buffer;
const text = (word: string) => [...new TextEncoder().encode(word)];

const PNG = bytes(0x89, ...text('PNG'), 13, 10, 26, 10, 0, 0, 0, 13, ...text('IHDR'), 0, 0, 0x27, 0x10, 0, 0, 0x13, 0x88);
const GIF = bytes(...text('GIF89a'), 0x2c, 0x01, 0xc8, 0x00);
const riff = (kind: string, ...values: number[]) =>
  bytes(...text('RIFF'), 0, 0, 0, 0, ...text('WEBP'), ...text(kind), 0, 0, 0, 0, ...values);
// A frame tag and a start code, then 14 bits each.
const LOSSY = riff('VP8 ', 0, 0, 0, 0x9d, 0x01, 0x2a, 0x2c, 0x01, 0xc8, 0x00);
// A signature, then 299 and 199 in 14 bits each.
const LOSSLESS = riff('VP8L', 0x2f, 0x2b, 0xc1, 0x31, 0x00);
const EXTENDED = riff('VP8X', 0, 0, 0, 0, 0x2b, 0x01, 0x00, 0xc7, 0x00, 0x00);
const JPEG = bytes(0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc4, 0, 3, 9, 0xff, 0xc2, 0, 17, 8, 0x00, 0xc8, 0x01, 0x2c, 3);

describe('the size of a picture', () => {
  it.each([
    ['a PNG', PNG, { width: 10_000, height: 5_000 }],
    ['a GIF', GIF, { width: 300, height: 200 }],
    ['a WebP with losses', LOSSY, { width: 300, height: 200 }],
    ['a WebP without', LOSSLESS, { width: 300, height: 200 }],
    ['a WebP with extras', EXTENDED, { width: 300, height: 200 }],
    ['a JPEG, behind its other parts', JPEG, { width: 300, height: 200 }],
  ])('is read of %s', (_, picture, size) => {
    expect(pictureSize(picture)).toEqual(size);
  });

  it('is not read of anything else', () => {
    expect(pictureSize(bytes(...text('<svg width="9" height="9">')))).toBeUndefined();
    expect(pictureSize(riff('VP8?', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))).toBeUndefined();
  });

  it('is not read of a picture that ends too soon, and reading ends with it', () => {
    for (const picture of [PNG, GIF, LOSSY, LOSSLESS, EXTENDED, JPEG]) expect(pictureSize(picture.slice(0, 9))).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (rest) => {
        pictureSize(bytes(0xff, 0xd8, ...rest));
      }),
    );
  });
});
