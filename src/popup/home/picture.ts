import type { PictureSize } from './picture-size.ts';
import { pictureSize } from './picture-size.ts';
import { viewsOf } from './picture-views.ts';

const MOST_BYTES = 20_000_000;
const MOST_PIXELS = 40_000_000;

/** Why an image cannot be used. */
export class PictureProblem extends Error {
  override readonly name = 'PictureProblem';
  readonly kind: 'too-large' | 'unreadable';

  constructor(kind: PictureProblem['kind'], cause?: unknown) {
    super(kind, { cause });
    this.kind = kind;
  }
}

/**
 * Decodes an image and returns its views (see `viewsOf`). Each view is drawn when it is requested.
 * @throws {PictureProblem} `too-large` above 20 MB or 40 megapixels, without decoding; `unreadable` if it is not an image.
 */
export async function unpack(picture: Blob): Promise<Iterable<ImageData>> {
  if (picture.size > MOST_BYTES) throw new PictureProblem('too-large');
  const size = pictureSize(await picture.arrayBuffer());
  if (!size) throw new PictureProblem('unreadable');
  if (size.width * size.height > MOST_PIXELS) throw new PictureProblem('too-large');
  const bitmap = await createImageBitmap(picture).catch((error: unknown) => {
    throw new PictureProblem('unreadable', error);
  });
  return drawn(bitmap);
}

function* drawn(bitmap: ImageBitmap): Iterable<ImageData> {
  try {
    for (const { x, y, width, height, scale } of viewsOf(bitmap)) {
      const [w, h] = [width, height].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
      yield draw(bitmap, { x, y, width, height }, { width: w, height: h });
    }
  } finally {
    bitmap.close();
  }
}

function draw(bitmap: ImageBitmap, part: DOMRectInit & PictureSize, { width, height }: PictureSize): ImageData {
  const canvas = new OffscreenCanvas(width, height).getContext('2d');
  if (!canvas) throw new PictureProblem('unreadable');
  // Transparent pixels look white to the user, but would be black for the decoder.
  canvas.fillStyle = 'white';
  canvas.fillRect(0, 0, width, height);
  canvas.drawImage(bitmap, part.x ?? 0, part.y ?? 0, part.width, part.height, 0, 0, width, height);
  return canvas.getImageData(0, 0, width, height);
}
