import type { DecodeQR, Point } from 'qr/decode.js';
import { MOST_CODES } from '../../messages/manual-payment.ts';

/** The most that reading one picture may take beyond its first looks, in milliseconds. */
const PATIENCE = 1_500;

/** Pixels as the decoder takes them, four bytes each. */
interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/**
 * The texts of all QR codes in the views of a picture, each once. The decoder finds one code at a time: what is read is painted over, and
 * it looks again. It is loaded when it is first needed.
 */
export async function readCodes(views: Iterable<Pixels>): Promise<readonly string[]> {
  const { decodeQR } = await import('qr/decode.js');
  const texts = new Set<string>();
  const until = performance.now() + PATIENCE;
  for (const view of views) {
    // The same code can be there twice, so a view is looked at more often than there are texts.
    for (let looks = 0; looks < 2 * MOST_CODES && texts.size < MOST_CODES; looks++) {
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
    // It says by throwing that there is none.
    return undefined;
  }
}

/** Makes everything within a convex outline white. */
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

/** Whether a point lies on the same side of all edges. */
function isWithin(outline: readonly Point[], x: number, y: number): boolean {
  const sides = outline.map((a, index) => {
    const b = outline[(index + 1) % outline.length] ?? a;
    return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
  });
  return sides.every((side) => side >= 0) || sides.every((side) => side <= 0);
}
