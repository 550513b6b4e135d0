/** Size of an image in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

type Reader = (view: DataView) => PictureSize | undefined;

/**
 * Reads the size of a PNG, JPEG, GIF or WebP from its header, so that an image that is too large is not decoded. Undefined for other or
 * truncated files.
 */
export function pictureSize(bytes: ArrayBuffer): PictureSize | undefined {
  try {
    const view = new DataView(bytes);
    return [png, gif, webp, jpeg].map((read) => read(view)).find((size) => size !== undefined);
  } catch {
    // The file ends before its size.
    return undefined;
  }
}

const png: Reader = (view) => {
  if (view.getUint32(0) !== 0x89504e47) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
};

const gif: Reader = (view) => {
  if (view.getUint32(0) !== 0x47494638) return undefined;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
};

/** RFC 9649: the first chunk has one of three types, each with its own format of the size. */
const webp: Reader = (view) => {
  if (view.getUint32(0) !== 0x52494646 || view.getUint32(8) !== 0x57454250) return undefined;
  switch (view.getUint32(12)) {
    case 0x56503820: // 'VP8 '
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 0x5650384c: {
      // 'VP8L': 14 bits each, minus one.
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x56503858: // 'VP8X': 24 bits each, minus one.
      return { width: (view.getUint32(24, true) & 0xffffff) + 1, height: (view.getUint32(26, true) >>> 8) + 1 };
    default:
      return undefined;
  }
};

/** The first frame header (SOF0 to SOF15, except three markers with another meaning) has the size. */
const jpeg: Reader = (view) => {
  if (view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; ; ) {
    const marker = view.getUint16(at);
    if (marker < 0xff01) return undefined;
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
};
