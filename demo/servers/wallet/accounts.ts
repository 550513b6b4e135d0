import type { Asset } from '../../money/amount.ts';

export type WalletName = 'cloudninebank' | 'happylifebank';

/** One person's or shop's account at a wallet. */
export interface Account {
  readonly wallet: WalletName;
  /** Last segment of the wallet address, and the user name at the login. */
  readonly user: string;
  readonly password: string;
  readonly publicName: string | undefined;
  readonly asset: Asset;
  /** What it holds when the world is made, in smallest units. */
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

/** As long as a wallet might let a name be, and longer than anything should show. */
const endlessName = 'Endless Emporium '.repeat(600).slice(0, 10_000);
/** Turns text around, hides in it, and rings the bell. */
const mirrorName = 'Mir\u202Eror\u200B \u2066Shop\u2069\u0007';

/** Everyone who lives in the demo world. */
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
  account('happylifebank', 'endless', endlessName, mxn, 0n),
  account('happylifebank', 'mirror', mirrorName, mxn, 0n),
  account('happylifebank', 'shopper', 'Sofía Shopper', mxn, 20_000_00n),
];

/** The account whose user name this is; case does not matter, as in the field. */
export function accountByUser(wallet: WalletName, user: string): Account | undefined {
  return accounts.find((account) => account.wallet === wallet && account.user === user.toLowerCase());
}
