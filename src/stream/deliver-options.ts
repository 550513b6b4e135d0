import type { ConnectionOptions } from './connection.ts';
import type { RateProbe } from './probe.ts';
import type { Ratio } from './rate.ts';

/** One fulfilled packet: what it moved, and what all together have moved so far. */
export interface PacketReport {
  readonly sent: bigint;
  readonly delivered: bigint;
  readonly total: { readonly sent: bigint; readonly delivered: bigint };
}

export interface DeliverOptions extends ConnectionOptions {
  /** What the receiver is to get, exactly, in its smallest unit. */
  readonly amount: bigint;
  /** What may leave our account at most, packets under way included. */
  readonly maxSourceAmount: bigint;
  /** The least that is accepted for each unit sent; each packet carries it, and the receiver holds to it. */
  readonly minRate: Ratio;
  /** No packet lives longer. Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Stops preparing packets; those under way are waited for. */
  readonly signal: AbortSignal;
  /** Hears of each fulfilled packet, one after the other. No further money is prepared before its promise resolves. */
  readonly onPacket?: (packet: PacketReport) => void | Promise<void>;
  /** What `probeRate` found for the same receiver; asked anew without it. */
  readonly probe?: RateProbe;
}
