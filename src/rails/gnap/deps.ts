import type { PayerWallets } from '../../model/payer-wallet.ts';
import type { HttpDeps } from '../http/deps.ts';

/** What asking the user's wallet for a right needs. */
export interface GrantDeps extends HttpDeps {
  readonly wallets: PayerWallets;
  /** Base https URL to which wallets send people back and which the caller watches for; ends in `/`. */
  readonly finishUrl: string;
}
