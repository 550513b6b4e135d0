import type { WalletName } from '../wallet/accounts.ts';

/** Where shoppers' money comes in: the payment gateway's own account at a wallet. */
export const GATEWAY_ACCOUNT = { wallet: 'happylifebank', user: 'lantern' } as const satisfies { wallet: WalletName; user: string };
