import type { ConnectionOptions } from './connection.ts';
import type { RateProbe } from './probe.ts';
import type { Ratio } from './rate.ts';

/** What all fulfilled packets together have moved so far. */
export interface Progress {
  readonly sent: bigint;
  readonly delivered: bigint;
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
  /**
   * Hears of fulfilled packets: one call at a time, each for all that were fulfilled meanwhile. With a hundred of which it has not heard,
   * no money is prepared before its promise resolves.
   */
  readonly onProgress?: (soFar: Progress) => void | Promise<void>;
  /** What `probeRate` found for the same receiver; asked anew without it. */
  readonly probe?: RateProbe;
}
