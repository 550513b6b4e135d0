import type { PictureSize } from './picture-size.ts';

/** A part of an image and the factor by which it is scaled down. */
export interface PictureView extends PictureSize {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Maximum side length for the decoder. */
const LONGEST_SIDE = 4_096;
/** Codes up to this size are complete in one of two overlapping parts. Larger codes are found in the scaled image. */
const OVERLAP = 1_024;
/** Scaling to this size removes the blur and noise of photographs. */
const SMALL_SIDE = 2_000;

/**
 * The views of an image in which codes are searched. First the full size, in parts if it is too large for the decoder, because scaling
 * would lose small codes. Then the whole image scaled down, for large codes in photographs.
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

/** The offsets of the parts along one side. */
function startsOf(side: number): readonly number[] {
  const count = side <= LONGEST_SIDE ? 1 : Math.ceil((side - OVERLAP) / (LONGEST_SIDE - OVERLAP));
  return Array.from({ length: count }, (_, index) => index * (LONGEST_SIDE - OVERLAP));
}
