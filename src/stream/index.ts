/** Pays over STREAM (IL-RFC 29) through the sender's account at a connector. Needs only WebCrypto. */
export { readAccount, type UplinkAccount } from './account.ts';
export { BtpUplink, type BtpUplinkOptions, type Socket } from './btp-uplink.ts';
export type { Clock } from './clock.ts';
export { parseCredentials, type StreamCredentials } from './credentials.ts';
export { deliver } from './deliver.ts';
export type { DeliverOptions, Progress } from './deliver-options.ts';
export { HttpUplink, type HttpUplinkOptions } from './http-uplink.ts';
export { MalformedPacket } from './oer.ts';
export type { Delivery, EndKind, EndReason } from './outcome.ts';
export { probeRate, ProbeFailed, type ProbeOptions, type RateProbe } from './probe.ts';
export { divideUp, isLess, type RateBounds, type Ratio, type Sample } from './rate.ts';
export { PACKET_MS } from './sending.ts';
export { type Uplink, UplinkError, type UplinkErrorKind } from './uplink.ts';
