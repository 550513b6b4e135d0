import { TenderError } from '../../payments/errors.ts';

/** More than any answer of the protocol needs, and little enough to hold. */
const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 32;

/**
 * Reads an answer's body as text, and stops at 64 KiB of it, counted after decompression.
 * @throws {TenderError} `too-large`, or `malformed` for text that is not UTF-8.
 */
export async function readText(response: Response, host: string): Promise<string> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let size = 0;
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decode(decoder, undefined, host);
    size += value.byteLength;
    if (size > MAX_BYTES) {
      // Nobody waits for the rest, nor for the news that it was given up.
      reader.cancel().catch(() => undefined);
      throw new TenderError('too-large', { params: { host } });
    }
    text += decode(decoder, value, host);
  }
}

function decode(decoder: TextDecoder, bytes: Uint8Array | undefined, host: string): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch (cause) {
    throw new TenderError('malformed', { params: { host, what: 'utf-8' }, cause });
  }
}

/**
 * Parses JSON that is nested no deeper than 32 levels.
 * @throws {TenderError} `malformed` for what is deeper, `not-json` for what does not parse.
 */
export function parseJson(text: string, host: string): unknown {
  if (isDeep(text)) throw new TenderError('malformed', { params: { host, what: 'depth' } });
  try {
    return JSON.parse(text);
  } catch {
    // The cause would quote the text, which may hold a token.
    throw new TenderError('not-json', { params: { host } });
  }
}

/** Counts brackets outside strings, so that nothing is built before its depth is known. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
