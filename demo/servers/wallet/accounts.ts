import type { Asset } from '../../money/amount.ts';

export type WalletName = 'cloudninebank' | 'happylifebank';

/** An account at a wallet. */
export interface Account {
  readonly wallet: WalletName;
  /** Last segment of the wallet address, and the user name for the login. */
  readonly user: string;
  readonly password: string;
  readonly publicName: string | undefined;
  readonly asset: Asset;
  /** Initial balance in smallest units. */
  readonly opening: bigint;
}

const usd: Asset = { code: 'USD', scale: 2 };
const nanoUsd: Asset = { code: 'USD', scale: 9 };
const eur: Asset = { code: 'EUR', scale: 2 };
const mxn: Asset = { code: 'MXN', scale: 2 };
const yen: Asset = { code: 'JPY', scale: 0 };
const dinar: Asset = { code: 'JOD', scale: 3 };

function account(wallet: WalletName, user: string, publicName: string | undefined, asset: Asset, opening: bigint): Account {
  return { wallet, user, password: 'demo', publicName, asset, opening };
}

/** A name of the maximum length, longer than any display should show. */
const endlessName = 'Endless Emporium '.repeat(600).slice(0, 10_000);
/** Contains bidirectional, zero-width and control characters. */
const mirrorName = 'Mir\u202Eror\u200B \u2066Shop\u2069\u0007';

/** All accounts of the demo world. */
export const accounts: readonly Account[] = [
  account('cloudninebank', 'customer', 'Carla Customer', usd, 500_00n),
  account('cloudninebank', 'traveler', 'Tom Traveler', eur, 1_200_00n),
  account('cloudninebank', 'empty', 'Emma Empty', usd, 0n),
  account('cloudninebank', 'nano', 'Nadia Nano', nanoUsd, 100_000_000_000n),
  account('cloudninebank', 'noname', undefined, usd, 50_00n),
  account('cloudninebank', 'yen', 'Yuki Yen', yen, 0n),
  account('happylifebank', 'retailer', 'Happy Feet Athletics', mxn, 0n),
  account('happylifebank', 'tokyo', 'Tokyo Paper Goods', yen, 0n),
  account('happylifebank', 'dinar', 'Petra Spices', dinar, 0n),
  account('happylifebank', 'nano', 'Nano Reads', nanoUsd, 0n),
  account('happylifebank', 'lantern', 'Lantern Pay', usd, 0n),
  account('happylifebank', 'endless', endlessName, mxn, 0n),
  account('happylifebank', 'mirror', mirrorName, mxn, 0n),
  account('happylifebank', 'shopper', 'Sofía Shopper', mxn, 20_000_00n),
];

/** The account with this user name, which is case-insensitive like in existing wallets. */
export function accountByUser(wallet: WalletName, user: string): Account | undefined {
  return accounts.find((account) => account.wallet === wallet && account.user === user.toLowerCase());
}
