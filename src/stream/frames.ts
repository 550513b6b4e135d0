import type { Bytes } from './bytes.ts';
import { type Reader, Writer } from './oer.ts';

/** The types of STREAM frames (IL-RFC 29, 5.3). */
export const FrameType = {
  connectionClose: 0x01,
  connectionNewAddress: 0x02,
  connectionMaxData: 0x03,
  connectionDataBlocked: 0x04,
  connectionMaxStreamId: 0x05,
  connectionStreamIdBlocked: 0x06,
  connectionAssetDetails: 0x07,
  streamClose: 0x10,
  streamMoney: 0x11,
  streamMaxMoney: 0x12,
  streamMoneyBlocked: 0x13,
  streamData: 0x14,
  streamMaxData: 0x15,
  streamDataBlocked: 0x16,
  streamReceipt: 0x17,
} as const;

/** `NoError` (IL-RFC 29, 5.4). */
export const NO_ERROR = 0x01;

type Close = { readonly errorCode: number; readonly errorMessage: string };

/** A frame that a sender of money writes or reads. Amounts are in the receiver's smallest unit. */
export type Frame =
  | ({ readonly type: typeof FrameType.connectionClose } & Close)
  | { readonly type: typeof FrameType.connectionAssetDetails; readonly assetCode: string; readonly assetScale: number }
  | ({ readonly type: typeof FrameType.streamClose; readonly streamId: bigint } & Close)
  | { readonly type: typeof FrameType.streamMoney; readonly streamId: bigint; readonly shares: bigint }
  | {
      readonly type: typeof FrameType.streamMaxMoney;
      readonly streamId: bigint;
      readonly receiveMax: bigint;
      readonly totalReceived: bigint;
    };

/** Encodes the content of a frame, without its type and length. */
export function writeFrame(frame: Frame): Bytes {
  const writer = new Writer();
  switch (frame.type) {
    case FrameType.connectionClose:
      return writer.u8(frame.errorCode).text(frame.errorMessage).bytes();
    case FrameType.connectionAssetDetails:
      return writer.text(frame.assetCode).u8(frame.assetScale).bytes();
    case FrameType.streamClose:
      return writer.varUInt(frame.streamId).u8(frame.errorCode).text(frame.errorMessage).bytes();
    case FrameType.streamMoney:
      return writer.varUInt(frame.streamId).varUInt(frame.shares).bytes();
    case FrameType.streamMaxMoney:
      return writer.varUInt(frame.streamId).varUInt(frame.receiveMax).varUInt(frame.totalReceived).bytes();
  }
}

/** Decodes a frame's content; undefined for a type that a sender of money does not use. @throws MalformedPacket */
export function readFrame(type: number, content: Reader): Frame | undefined {
  switch (type) {
    case FrameType.connectionClose:
      return { type, errorCode: content.u8(), errorMessage: content.text() };
    case FrameType.connectionAssetDetails:
      return { type, assetCode: content.text(), assetScale: content.u8() };
    case FrameType.streamClose:
      return { type, streamId: content.varUInt(), errorCode: content.u8(), errorMessage: content.text() };
    case FrameType.streamMoney:
      return { type, streamId: content.varUInt(), shares: content.varUInt() };
    case FrameType.streamMaxMoney:
      return { type, streamId: content.varUInt(), receiveMax: content.saturatingVarUInt(), totalReceived: content.varUInt() };
    default:
      return undefined;
  }
}
