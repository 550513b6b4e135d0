import type { Timing } from './servers/wallet/timing.ts';

export interface WorldOptions {
  /** `https` with hosts `NAME.test` (the default), or `http` with `NAME.localhost:PORT`. */
  readonly scheme?: 'https' | 'http';
  /** Port on 127.0.0.1; a free one without it. */
  readonly port?: number;
  /** Where the database is kept; a temporary directory, deleted on close, without it. */
  readonly directory?: string;
  /** Where certificates are kept between runs; made anew each time without it. */
  readonly certificateDirectory?: string;
  /** Holds every reply against the official descriptions and records breaches in `world.violations`. */
  readonly checkOpenApi?: boolean;
  readonly timing?: Partial<Timing>;
  /** The most that a packet from an account at the connector carries, in the account's smallest unit; as for the wallets without it. */
  readonly uplinkMaxPacket?: bigint;
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
  webhookMs: 500,
};
