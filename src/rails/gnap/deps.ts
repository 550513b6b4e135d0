import type { PayerWallets } from '../../model/payer-wallet.ts';
import type { HttpDeps } from '../http/deps.ts';

/** Dependencies of grant requests to the user's wallet. */
export interface GrantDeps extends HttpDeps {
  readonly wallets: PayerWallets;
  /** Base https URL of the `finish` redirects of wallets. The caller watches for it. Ends in `/`. */
  readonly finishUrl: string;
}
