import type { Asset } from '../../money/amount.ts';

/** An account at the connector, from which its owner sends packets. */
export interface UplinkAccount {
  readonly user: string;
  /** Authenticates its owner over BTP and HTTP. */
  readonly secret: string;
  readonly asset: Asset;
  /** Initial balance in smallest units. */
  readonly opening: bigint;
}

/** All accounts at the connector. */
export const uplinkAccounts: readonly UplinkAccount[] = [
  { user: 'carla', secret: 'demo-carla-secret', asset: { code: 'USD', scale: 9 }, opening: 100_000_000_000n },
  { user: 'tom', secret: 'demo-tom-secret', asset: { code: 'EUR', scale: 6 }, opening: 50_000_000n },
];

/** Its name in the ledger. */
export function uplinkLedgerId({ user }: UplinkAccount): string {
  return `connector:account:${user}`;
}
