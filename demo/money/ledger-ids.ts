import type { Asset } from './amount.ts';

/** The owner of an account and its wallet. */
interface Holder {
  readonly wallet: string;
  readonly user: string;
}

/** Ids of ledger accounts. */
export const ledgerIds = {
  /** The owner's available balance. */
  account: ({ wallet, user }: Holder) => `${wallet}:account:${user}`,
  /** Reserved for outgoing payments that are not settled yet. */
  reserved: ({ wallet, user }: Holder) => `${wallet}:reserved:${user}`,
  /** The wallet's fees. */
  fees: (wallet: string, { code, scale }: Asset) => `${wallet}:fees:${code}/${scale}`,
  /** The connector's balance in an asset. */
  liquidity: ({ code, scale }: Asset) => `connector:liquidity:${code}/${scale}`,
};
