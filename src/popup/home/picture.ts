import { pictureSize } from './picture-size.ts';

const MOST_BYTES = 20_000_000;
const MOST_PIXELS = 40_000_000;
/** A code that a person can point at is large enough at this size, and larger pictures only take longer. */
const LONGEST_SIDE = 2_000;

/** Why a picture is of no use. */
export class PictureProblem extends Error {
  override readonly name = 'PictureProblem';
  readonly kind: 'too-large' | 'unreadable';

  constructor(kind: PictureProblem['kind'], cause?: unknown) {
    super(kind, { cause });
    this.kind = kind;
  }
}

/**
 * The pixels of a picture, scaled down where it is larger than needed.
 * @throws {PictureProblem} `too-large` above 20 MB or 40 megapixels, and then nothing is unpacked; `unreadable` for what is no picture.
 */
export async function pixelsOf(picture: Blob): Promise<ImageData> {
  if (picture.size > MOST_BYTES) throw new PictureProblem('too-large');
  const size = pictureSize(await picture.arrayBuffer());
  if (!size) throw new PictureProblem('unreadable');
  if (size.width * size.height > MOST_PIXELS) throw new PictureProblem('too-large');
  const bitmap = await createImageBitmap(picture).catch((error: unknown) => {
    throw new PictureProblem('unreadable', error);
  });
  try {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
    const canvas = new OffscreenCanvas(width, height).getContext('2d');
    if (!canvas) throw new PictureProblem('unreadable');
    // What is clear in the picture is white to the eye, and black to a decoder.
    canvas.fillStyle = 'white';
    canvas.fillRect(0, 0, width, height);
    canvas.drawImage(bitmap, 0, 0, width, height);
    return canvas.getImageData(0, 0, width, height);
  } finally {
    bitmap.close();
  }
}
