/** The most that reading one picture may take beyond its first look, in milliseconds. */
const PATIENCE = 1_500;

/** The text of the QR code in a picture; nothing where there is none. The decoder is loaded when it is first needed. */
export async function readCode(pixels: ImageData): Promise<string | undefined> {
  const { decodeQR } = await import('qr/decode.js');
  try {
    return decodeQR(pixels, { timeLimit: PATIENCE });
  } catch {
    // It says so by throwing.
    return undefined;
  }
}
