import type { Asset } from './amount.ts';

/** Whose account it is, at which bank. */
interface Holder {
  readonly wallet: string;
  readonly user: string;
}

/** Ids of ledger accounts. */
export const ledgerIds = {
  /** What its owner can spend. */
  account: ({ wallet, user }: Holder) => `${wallet}:account:${user}`,
  /** Set aside for outgoing payments that are not settled yet. */
  reserved: ({ wallet, user }: Holder) => `${wallet}:reserved:${user}`,
  /** What the wallet earned. */
  fees: (wallet: string, { code, scale }: Asset) => `${wallet}:fees:${code}/${scale}`,
  /** What the connector holds in an asset. */
  liquidity: ({ code, scale }: Asset) => `connector:liquidity:${code}/${scale}`,
};
