import { type Bytes, utf8 } from './bytes.ts';
import { MalformedPacket, Reader, Writer } from './oer.ts';

/** Asks the next hop to forward `amount`, conditional on the preimage of `condition` (IL-RFC 27). */
export interface Prepare {
  /** In the smallest unit of the account from which the packet is sent. */
  readonly amount: bigint;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** 32 bytes: SHA-256 of the fulfillment. */
  readonly condition: Uint8Array;
  readonly destination: string;
  readonly data: Uint8Array;
}

/** The receiver has accepted the money. */
export interface Fulfill {
  readonly type: 'fulfill';
  /** 32 bytes. */
  readonly fulfillment: Uint8Array;
  readonly data: Uint8Array;
}

/** No money moved. */
export interface Reject {
  readonly type: 'reject';
  /** Such as `F08` (IL-RFC 27, error codes). */
  readonly code: string;
  /** ILP address of the hop that rejected; may be empty. */
  readonly triggeredBy: string;
  readonly message: string;
  readonly data: Uint8Array;
}

export type Reply = Fulfill | Reject;

export const PacketType = { prepare: 12, fulfill: 13, reject: 14 } as const;

const ADDRESS = /^(?:g|private|example|peer|self|test[1-3]?|local)(?:\.[A-Za-z0-9_~-]+)+$/;
const MAX_ADDRESS = 1_023;
const ERROR_CODE = /^[FTR][0-9]{2}$/;
const TIMESTAMP = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{3})$/;
const TIMESTAMP_LENGTH = 17;

/** Whether this is an ILP address (IL-RFC 15). */
export function isIlpAddress(text: string): boolean {
  return text.length <= MAX_ADDRESS && ADDRESS.test(text);
}

/** @throws RangeError for an amount or a condition outside its range. */
export function writePrepare({ amount, expiresAt, condition, destination, data }: Prepare): Bytes {
  if (condition.length !== 32) throw new RangeError(`a condition has 32 bytes, not ${condition.length}`);
  const content = new Writer()
    .uint(amount, 8)
    .octets(utf8(timestamp(expiresAt)))
    .octets(condition)
    .text(destination)
    .varOctets(data);
  return envelope(PacketType.prepare, content);
}

/** @throws MalformedPacket */
export function readPrepare(bytes: Uint8Array): Prepare {
  const content = open(bytes, PacketType.prepare);
  const amount = content.uint(8);
  const expiresAt = parseTimestamp(String.fromCodePoint(...content.octets(TIMESTAMP_LENGTH)));
  const condition = content.octets(32);
  const destination = content.text();
  if (!isIlpAddress(destination)) throw new MalformedPacket('the destination is no ILP address');
  const data = content.varOctets();
  content.end();
  return { amount, expiresAt, condition, destination, data };
}

/** Decodes the reply to a prepare. @throws MalformedPacket */
export function readReply(bytes: Uint8Array): Reply {
  return bytes[0] === PacketType.fulfill ? readFulfill(bytes) : readReject(bytes);
}

export function writeReply(reply: Reply): Bytes {
  if (reply.type === 'fulfill') return envelope(PacketType.fulfill, new Writer().octets(reply.fulfillment).varOctets(reply.data));
  const { code, triggeredBy, message, data } = reply;
  return envelope(PacketType.reject, new Writer().octets(utf8(code)).text(triggeredBy).text(message).varOctets(data));
}

function readFulfill(bytes: Uint8Array): Fulfill {
  const content = open(bytes, PacketType.fulfill);
  const fulfillment = content.octets(32);
  const data = content.varOctets();
  content.end();
  return { type: 'fulfill', fulfillment, data };
}

function readReject(bytes: Uint8Array): Reject {
  const content = open(bytes, PacketType.reject);
  const code = String.fromCodePoint(...content.octets(3));
  if (!ERROR_CODE.test(code)) throw new MalformedPacket('an unknown kind of error code');
  const triggeredBy = content.text();
  if (triggeredBy !== '' && !isIlpAddress(triggeredBy)) throw new MalformedPacket('triggered by no ILP address');
  const message = content.text();
  const data = content.varOctets();
  content.end();
  return { type: 'reject', code, triggeredBy, message, data };
}

function envelope(type: number, content: Writer): Bytes {
  return new Writer().u8(type).varOctets(content.bytes()).bytes();
}

function open(bytes: Uint8Array, type: number): Reader {
  const outer = new Reader(bytes);
  const found = outer.u8();
  if (found !== type) throw new MalformedPacket(`packet type ${found}, not ${type}`);
  const content = new Reader(outer.varOctets());
  outer.end();
  return content;
}

/** `YYYYMMDDhhmmssfff`, UTC. */
function timestamp(time: number): string {
  return new Date(time).toISOString().replace(/[^0-9]/g, '');
}

function parseTimestamp(text: string): number {
  const [, year, month, day, hour, minute, second, millisecond] = TIMESTAMP.exec(text) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`);
  if (Number.isNaN(time)) throw new MalformedPacket('the expiry is no time');
  return time;
}
