import type { ConnectionOptions } from './connection.ts';
import type { RateProbe } from './probe.ts';
import type { Ratio } from './rate.ts';

/** Totals of all fulfilled packets. */
export interface Progress {
  readonly sent: bigint;
  readonly delivered: bigint;
}

export interface DeliverOptions extends ConnectionOptions {
  /** The exact amount to deliver, in the receiver's smallest unit. */
  readonly amount: bigint;
  /** Maximum amount to send from our account, packets in flight included, in its smallest unit. */
  readonly maxSourceAmount: bigint;
  /** Minimum delivered amount per unit sent. Each packet carries it, and the receiver enforces it. */
  readonly minRate: Ratio;
  /** Expiry of all packets, in milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Stops preparing packets. Packets in flight are awaited. */
  readonly signal: AbortSignal;
  /**
   * Called with the totals after packets were fulfilled, one call at a time. If a hundred fulfilled packets are not reported yet, no packet
   * is prepared before the promise resolves.
   */
  readonly onProgress?: (soFar: Progress) => void | Promise<void>;
  /** The result of `probeRate` for the same receiver; without it the rate is measured again. */
  readonly probe?: RateProbe;
}
