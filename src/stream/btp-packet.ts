import { type Bytes, utf8 } from './bytes.ts';
import { MalformedPacket, Reader, Writer } from './oer.ts';

/** The types of messages of the Bilateral Transfer Protocol 2.0 (IL-RFC 23). */
export const BtpType = { response: 1, error: 2, message: 6, transfer: 7 } as const;

export const ContentType = { octets: 0, text: 1, json: 2 } as const;

/** One entry of a message: the name of a sub-protocol and its data. */
export interface ProtocolData {
  readonly name: string;
  readonly contentType: number;
  readonly data: Uint8Array;
}

/** A BTP message. Only transfers have `amount`, only errors have `code`. */
export interface BtpMessage {
  readonly type: number;
  readonly requestId: number;
  readonly protocols: readonly ProtocolData[];
  readonly amount?: bigint;
  readonly error?: BtpFault;
}

export interface BtpFault {
  /** Such as `F00`. */
  readonly code: string;
  readonly name: string;
}

const TYPES: ReadonlySet<number> = new Set(Object.values(BtpType));

export function writeBtp({ type, requestId, protocols, amount, error }: BtpMessage): Bytes {
  const content = new Writer();
  if (amount !== undefined) content.uint(amount, 8);
  if (error) content.octets(utf8(error.code)).text(error.name).text(generalizedTime()).varOctets(new Uint8Array());
  content.varUInt(BigInt(protocols.length));
  for (const { name, contentType, data } of protocols) content.text(name).u8(contentType).varOctets(data);
  return new Writer().u8(type).uint(BigInt(requestId), 4).varOctets(content.bytes()).bytes();
}

/** @throws MalformedPacket */
export function readBtp(bytes: Uint8Array): BtpMessage {
  const outer = new Reader(bytes);
  const type = outer.u8();
  if (!TYPES.has(type)) throw new MalformedPacket('an unknown type of BTP message');
  const requestId = Number(outer.uint(4));
  const content = new Reader(outer.varOctets());
  outer.end();
  const amount = type === BtpType.transfer ? content.uint(8) : undefined;
  const error = type === BtpType.error ? readFault(content) : undefined;
  const protocols: ProtocolData[] = [];
  for (let left = content.varUInt(); left > 0n; left -= 1n) {
    protocols.push({ name: content.text(), contentType: content.u8(), data: content.varOctets() });
  }
  content.end();
  return { type, requestId, protocols, ...(amount === undefined ? {} : { amount }), ...(error ? { error } : {}) };
}

function readFault(content: Reader): BtpFault {
  const code = String.fromCodePoint(...content.octets(3));
  const name = content.text();
  // Skips the time and the details of the error.
  content.varOctets();
  content.varOctets();
  return { code, name };
}

function generalizedTime(): string {
  return new Date().toISOString().replace(/[-T:]/g, '');
}
