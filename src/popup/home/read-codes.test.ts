import { encodeQR } from 'qr';
import { describe, expect, it } from 'vitest';
import { readCodes } from './read-codes.ts';

const PAYMENT = 'https://happylifebank.test/incoming-payments/8f5a4f2e-8e1c-4a63-9f3e-0f6f7c1b2a3d';
const STORE = 'https://apps.example/app/id1234567890';
const OTHER = 'https://play.example/store/apps/details?id=com.example.shop';

interface Drawn {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** A white picture with codes in it. */
function picture(width: number, height: number, codes: readonly Drawn[]) {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const { text, x, y, size } of codes) {
    const modules = encodeQR(text, 'raw', { border: 2 });
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const isDark = modules[Math.floor((row * modules.length) / size)]?.[Math.floor((column * modules.length) / size)];
        if (isDark) data.fill(0, ((y + row) * width + x + column) * 4, ((y + row) * width + x + column) * 4 + 3);
      }
    }
  }
  return { data, width, height };
}

const payment = (facts: Partial<Drawn> = {}): Drawn => ({ text: PAYMENT, x: 100, y: 100, size: 240, ...facts });
const store = (facts: Partial<Drawn> = {}): Drawn => ({ text: STORE, x: 500, y: 100, size: 240, ...facts });

describe('reading codes', () => {
  it.each([
    ['alone', [payment()]],
    ['beside another', [payment(), store()]],
    ['right of another', [payment({ x: 500 }), store({ x: 100 })]],
    ['close to another', [payment(), store({ x: 345 })]],
    ['below another', [payment({ y: 400 }), store({ x: 100 })]],
    ['above another', [payment(), store({ x: 100, y: 400 })]],
    ['beside a larger one', [payment({ size: 130 }), store({ size: 400 })]],
    ['beside a smaller one', [payment({ size: 400 }), store({ x: 600, size: 120 })]],
    ['among others', [payment({ x: 400 }), store({ x: 100 }), { text: OTHER, x: 700, y: 100, size: 240 }]],
    [
      'in a corner of four',
      [payment({ x: 350, y: 350 }), store({ x: 350 }), store({ text: OTHER, x: 100, y: 350 }), store({ text: 'WIFI:S:Shop;;', x: 100 })],
    ],
    ['twice', [payment(), payment({ x: 500 })]],
  ])('%s', async (_, codes) => {
    const texts = await readCodes([picture(1_000, 700, codes)]);
    expect(texts.toSorted()).toEqual([...new Set(codes.map(({ text }) => text))].toSorted());
  });

  it('reads every view, and each text once', async () => {
    expect(await readCodes([picture(600, 400, [payment()]), picture(600, 400, []), picture(800, 400, [payment(), store()])])).toEqual([
      PAYMENT,
      STORE,
    ]);
  });

  it.each([
    [2_560, 1_440],
    [3_840, 2_160],
  ])('reads a code of 120 pixels in a window of %d × %d', async (width, height) => {
    const small = { size: 120, x: width - 500, y: height - 300 };
    expect(await readCodes([picture(width, height, [payment(small), store({ ...small, x: small.x + 200 })])])).toHaveLength(2);
  });

  it('finds nothing where there is nothing', async () => {
    expect(await readCodes([picture(300, 300, [])])).toEqual([]);
  });
});
