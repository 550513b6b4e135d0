import { TenderError } from '../../model/errors.ts';

/** More than any answer of the protocol needs, and little enough to hold. */
const MAX_BYTES = 64 * 1024;
/** Nesting, and values in all: what servers answer with names needs far fewer, and each costs time and memory to build. */
const LIMITS = { depth: 32, values: 4096 } as const;

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
 * Parses JSON that is nested no deeper than 32 levels and has no more than 4,096 values.
 * @throws {TenderError} `malformed` for what has more, `not-json` for what does not parse.
 */
export function parseJson(text: string, host: string): unknown {
  if (exceeds(LIMITS, text)) throw new TenderError('malformed', { params: { host, what: 'structure' } });
  try {
    return JSON.parse(text);
  } catch {
    // The cause would quote the text, which may hold a token.
    throw new TenderError('not-json', { params: { host } });
  }
}

/** The characters of a text, as far as `exceeds` needs them. */
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
 * Whether brackets outside strings are nested deeper, or brackets and commas are more, than `limits` says, so that nothing is built before
 * that is known. Reads each character at most once, whatever the text is: a server chooses it. In text that is no JSON the counts mean
 * nothing, and the parser refuses it.
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
