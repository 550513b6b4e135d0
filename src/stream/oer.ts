import { type Bytes, fromUtf8, utf8 } from './bytes.ts';

/** The largest amount, sequence or limit: an unsigned 64-bit integer. */
export const MAX_U64 = 2n ** 64n - 1n;

/** Bytes that do not follow their specification. */
export class MalformedPacket extends Error {
  override name = 'MalformedPacket';
}

/** Decodes Octet Encoding Rules (IL-RFC 30). Every method throws MalformedPacket if the bytes end too early. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  octets(length: number): Bytes {
    if (length > this.left) throw new MalformedPacket(`wanted ${length} bytes, ${this.left} are left`);
    const from = this.#at;
    this.#at += length;
    return Uint8Array.from(this.#bytes.subarray(from, this.#at));
  }

  u8(): number {
    return Number(this.uint(1));
  }

  /** An unsigned integer of a fixed length in bytes. */
  uint(length: number): bigint {
    let value = 0n;
    for (const byte of this.octets(length)) value = (value << 8n) | BigInt(byte);
    return value;
  }

  /** An octet string with a length prefix. */
  varOctets(): Bytes {
    const first = this.u8();
    if (first < 0x80) return this.octets(first);
    const width = first & 0x7f;
    if (width < 1 || width > 4) throw new MalformedPacket(`a length of ${width} bytes`);
    return this.octets(Number(this.uint(width)));
  }

  /** An unsigned integer with a length prefix. */
  varUInt(): bigint {
    const bytes = this.varOctets();
    if (bytes.length === 0 || bytes.length > 8) throw new MalformedPacket(`an integer of ${bytes.length} bytes`);
    return new Reader(bytes).uint(bytes.length);
  }

  /** Like `varUInt`. Integers of more than 64 bits become the maximum (IL-RFC 29 on limits). */
  saturatingVarUInt(): bigint {
    const bytes = this.varOctets();
    if (bytes.length === 0) throw new MalformedPacket('an integer of 0 bytes');
    const value = new Reader(bytes).uint(bytes.length);
    return value > MAX_U64 ? MAX_U64 : value;
  }

  text(): string {
    return parseText(this.varOctets());
  }

  /** Checks that no bytes follow. */
  end(): void {
    if (this.left > 0) throw new MalformedPacket(`${this.left} bytes too many`);
  }
}

function parseText(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw new MalformedPacket('not UTF-8', { cause });
  }
}

/** Encodes Octet Encoding Rules (IL-RFC 30). Every method returns the writer. */
export class Writer {
  #bytes = new Uint8Array(256);
  #length = 0;

  octets(bytes: Uint8Array): this {
    const end = this.#length + bytes.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = end;
    return this;
  }

  u8(value: number): this {
    return this.uint(BigInt(value), 1);
  }

  /** @throws RangeError if the value does not fit. */
  uint(value: bigint, length: number): this {
    if (value < 0n || value >> BigInt(length * 8) > 0n) throw new RangeError(`${value} does not fit into ${length} bytes`);
    const bytes = new Uint8Array(length);
    for (let at = length - 1, rest = value; at >= 0; at -= 1, rest >>= 8n) bytes[at] = Number(rest & 0xffn);
    return this.octets(bytes);
  }

  varOctets(bytes: Uint8Array): this {
    const { length } = bytes;
    if (length < 0x80) return this.u8(length).octets(bytes);
    const width = widthOf(BigInt(length));
    return this.u8(0x80 | width)
      .uint(BigInt(length), width)
      .octets(bytes);
  }

  varUInt(value: bigint): this {
    if (value > MAX_U64) throw new RangeError(`${value} does not fit into 64 bits`);
    const width = widthOf(value);
    return this.u8(width).uint(value, width);
  }

  text(text: string): this {
    return this.varOctets(utf8(text));
  }

  bytes(): Bytes {
    return this.#bytes.slice(0, this.#length);
  }
}

/** The minimum number of bytes; zero takes one. */
function widthOf(value: bigint): number {
  let width = 1;
  for (let rest = value >> 8n; rest > 0n; rest >>= 8n) width += 1;
  return width;
}
