import { TenderError } from '../../model/errors.ts';

/** Larger than any response of the protocol. */
const MAX_BYTES = 64 * 1024;
/** Maximum depth and number of values: valid responses need far fewer, and each value costs time and memory. */
const LIMITS = { depth: 32, values: 4096 } as const;

/**
 * Reads a response body as text, at most 64 KiB after decompression.
 * @throws {TenderError} `too-large`, or `malformed` if the text is not UTF-8.
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
      // The rest of the body is not needed, nor the result of the cancellation.
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
 * Parses JSON of at most 32 levels and 4,096 values.
 * @throws {TenderError} `malformed` if it has more, `not-json` if it does not parse.
 */
export function parseJson(text: string, host: string): unknown {
  if (exceeds(LIMITS, text)) throw new TenderError('malformed', { params: { host, what: 'structure' } });
  try {
    return JSON.parse(text);
  } catch {
    // No cause: it would quote the text, which may contain a token.
    throw new TenderError('not-json', { params: { host } });
  }
}

/** The text functions that `exceeds` needs. */
interface Characters {
  readonly length: number;
  charCodeAt(index: number): number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/**
 * Whether the text has more nested brackets, or more brackets and commas, than `limits` allows. Strings are skipped. This runs before
 * parsing, so nothing is allocated for oversized input. It reads each character at most once, because a server controls the text. For text
 * that is not JSON the counts have no meaning; the parser refuses it.
 */
export function exceeds(limits: { readonly depth: number; readonly values: number }, text: Characters): boolean {
  let depth = 0;
  let values = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      inString = !inString;
    } else if (inString) {
      if (code === BACKSLASH) index += 1;
    } else if (code === OPENING_BRACKET || code === OPENING_BRACE) {
      depth += 1;
      values += 1;
      if (depth > limits.depth) return true;
    } else if (code === CLOSING_BRACKET || code === CLOSING_BRACE) {
      depth -= 1;
    } else if (code === COMMA) {
      values += 1;
    }
    if (values > limits.values) return true;
  }
  return false;
}
