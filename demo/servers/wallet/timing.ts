/** Delays and lifetimes; tests shorten them. */
export interface Timing {
  /** Seconds before a grant may be continued. */
  readonly wait: number;
  /** Lifetime of a quote. */
  readonly quoteMs: number;
  /** Lifetime of an access token. */
  readonly tokenSeconds: number;
  /** Lifetime of an interaction. */
  readonly interactionMs: number;
  /** Minimum and maximum milliseconds after which an unfunded payment is marked as failed. */
  readonly failMs: readonly [number, number];
  /** Milliseconds until the keys of an unknown wallet address are reported as not found. */
  readonly unknownKeysMs: number;
  /** Milliseconds between the creation of an outgoing payment and its first packet. */
  readonly settleMs: number;
}

/** The values of existing wallets, except that the connector is local. */
export const fieldTiming: Timing = {
  wait: 5,
  quoteMs: 300_000,
  tokenSeconds: 600,
  interactionMs: 600_000,
  failMs: [130, 320],
  unknownKeysMs: 1_500,
  settleMs: 20,
};
