import type { DecodeQR, Point } from 'qr/decode.js';
import { MAX_CODES } from '../../messages/manual-payment.ts';

/** Maximum milliseconds for reading one image after the first attempts. */
const TIME_LIMIT = 1_500;

/** Pixels in the decoder's format, four bytes each. */
interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/**
 * Returns the texts of all QR codes in the views of an image, without duplicates. The decoder finds one code at a time, so each found code
 * is painted over before the next search. The decoder is loaded on first use.
 */
export async function readCodes(views: Iterable<Pixels>): Promise<readonly string[]> {
  const { decodeQR } = await import('qr/decode.js');
  const texts = new Set<string>();
  const until = performance.now() + TIME_LIMIT;
  for (const view of views) {
    // The same code may be there twice, so there are more searches than texts.
    for (let looks = 0; looks < 2 * MAX_CODES && texts.size < MAX_CODES; looks++) {
      const found = readOne(decodeQR, view, Math.max(0, until - performance.now()));
      if (!found) break;
      texts.add(found.text);
      paintOver(view, found.outline);
    }
  }
  return [...texts];
}

function readOne(
  decode: DecodeQR,
  view: Pixels,
  timeLimit: number,
): { readonly text: string; readonly outline: readonly Point[] } | undefined {
  let outline: readonly Point[] = [];
  try {
    const text = decode(view, { timeLimit, pointsOnDetect: (points) => (outline = points.outline) });
    return { text, outline };
  } catch {
    // The decoder throws if there is no code.
    return undefined;
  }
}

/** Paints a convex polygon white. */
function paintOver({ data, width, height }: Pixels, outline: readonly Point[]): void {
  const [xs, ys] = [outline.map(({ x }) => x), outline.map(({ y }) => y)];
  const from = (values: readonly number[]): number => Math.max(0, Math.floor(Math.min(...values)));
  const to = (values: readonly number[], side: number): number => Math.min(side - 1, Math.ceil(Math.max(...values)));
  for (let y = from(ys); y <= to(ys, height); y++) {
    for (let x = from(xs); x <= to(xs, width); x++) {
      if (isWithin(outline, x, y)) data.fill(255, (y * width + x) * 4, (y * width + x) * 4 + 4);
    }
  }
}

/** Whether a point is on the same side of all edges. */
function isWithin(outline: readonly Point[], x: number, y: number): boolean {
  const sides = outline.map((a, index) => {
    const b = outline[(index + 1) % outline.length] ?? a;
    return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
  });
  return sides.every((side) => side >= 0) || sides.every((side) => side <= 0);
}
