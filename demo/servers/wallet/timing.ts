/** How long things take; tests shorten them. */
export interface Timing {
  /** Seconds before a grant may be continued. */
  readonly wait: number;
  /** Lifetime of a quote. */
  readonly quoteMs: number;
  /** Lifetime of an access token. */
  readonly tokenSeconds: number;
  /** Lifetime of an interaction. */
  readonly interactionMs: number;
  /** After which an unfunded payment is marked failed: at least and at most. */
  readonly failMs: readonly [number, number];
  /** How long the key set of an unknown wallet address takes to be not found. */
  readonly unknownKeysMs: number;
  /** Between the creation of an outgoing payment and its first packet. */
  readonly settleMs: number;
}

/** As long as things take in the field, except that the connector is on this machine. */
export const fieldTiming: Timing = {
  wait: 5,
  quoteMs: 300_000,
  tokenSeconds: 600,
  interactionMs: 600_000,
  failMs: [130, 320],
  unknownKeysMs: 1_500,
  settleMs: 20,
};
