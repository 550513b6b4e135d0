import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { viewsOf } from './picture-views.ts';

describe('the views of a picture', () => {
  it.each([
    ['a window', 1280, 720, 1],
    ['a large window, also smaller', 2560, 1440, 2],
    ['the largest screen, also smaller', 3840, 2160, 2],
    ['a picture above what the decoder takes, in parts', 7680, 5200, 7],
  ])('%s', (_, width, height, count) => {
    const views = viewsOf({ width, height });
    expect(views).toHaveLength(count);
    expect(views[0]).toMatchObject({ x: 0, y: 0, scale: 1 });
  });

  it('property: every code of up to 1,024 pixels is whole in one of them at its full size; none is larger than the decoder takes', () => {
    const side = fc.integer({ min: 1, max: 12_000 });
    fc.assert(
      fc.property(side, side, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1_024 }), (width, height, left, top, size) => {
        const views = viewsOf({ width, height });
        for (const view of views) {
          expect(Math.max(view.width, view.height) * view.scale).toBeLessThanOrEqual(4_096);
          expect(view.x + view.width <= width && view.y + view.height <= height && view.width > 0 && view.height > 0).toBe(true);
        }
        const [w, h] = [Math.min(size, width), Math.min(size, height)];
        const [x, y] = [left % (width - w + 1), top % (height - h + 1)];
        const isWhole = views.some(
          (view) => view.scale === 1 && view.x <= x && view.y <= y && x + w <= view.x + view.width && y + h <= view.y + view.height,
        );
        expect(isWhole).toBe(true);
      }),
    );
  });
});
