import type { PictureSize } from './picture-size.ts';

/** A part of a picture, and how much smaller it is looked at. */
export interface PictureView extends PictureSize {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** The longest side that the decoder takes. */
const LONGEST_SIDE = 4_096;
/** Codes up to this size are whole in one of two neighbouring parts; larger ones are met in the smaller picture of all. */
const OVERLAP = 1_024;
/** Blur and noise of a photograph are gone at this size. */
const SMALL_SIDE = 2_000;

/**
 * How a picture is looked at for its codes: at its full size first, as a small code on a large screen is gone in a smaller one, in parts
 * where it is larger than the decoder takes; then as a whole and smaller, for large codes in large photographs.
 */
export function viewsOf({ width, height }: PictureSize): readonly PictureView[] {
  const parts = startsOf(height).flatMap((y) =>
    startsOf(width).map((x) => ({
      x,
      y,
      width: Math.min(LONGEST_SIDE, width - x),
      height: Math.min(LONGEST_SIDE, height - y),
      scale: 1,
    })),
  );
  const longest = Math.max(width, height);
  return longest <= SMALL_SIDE ? parts : [...parts, { x: 0, y: 0, width, height, scale: SMALL_SIDE / longest }];
}

/** Where the parts along one side begin. */
function startsOf(side: number): readonly number[] {
  const count = side <= LONGEST_SIDE ? 1 : Math.ceil((side - OVERLAP) / (LONGEST_SIDE - OVERLAP));
  return Array.from({ length: count }, (_, index) => index * (LONGEST_SIDE - OVERLAP));
}
