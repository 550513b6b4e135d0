import type { Recipient } from '../connector/intake.ts';

/** The acquirer's name in the ledger and at the connector. */
export const ACQUIRER = 'acquirer';

/** A merchant's account at the acquirer. */
export interface Merchant extends Recipient {
  readonly wallet: typeof ACQUIRER;
  /** Last segment of its payment pointer, as in `$acquirer.test/merchant`. */
  readonly user: string;
  readonly publicName: string;
  /** Its bearer token, which only the merchant's server knows. */
  readonly token: string;
}

function merchant(user: string, publicName: string, code: string, scale: number): Merchant {
  return { wallet: ACQUIRER, user, publicName, asset: { code, scale }, token: `demo-${user}-token` };
}

/** All accounts at the acquirer. */
export const merchants: readonly Merchant[] = [
  merchant('merchant', 'Corner Books', 'USD', 2),
  merchant('mercado', 'Mercado del Centro', 'MXN', 2),
  merchant('nano', 'Nano Notes', 'USD', 9),
];

export function merchantByUser(user: string): Merchant | undefined {
  return merchants.find((candidate) => candidate.user === user);
}

export function merchantByToken(token: string): Merchant | undefined {
  return merchants.find((candidate) => candidate.token === token);
}
