import type { Clock } from '../../payments/clock.ts';
import type { AllowanceStates } from '../../payments/rail.ts';
import type { PayerWallets, TokenStore } from '../../payments/wallet.ts';
import type { UrlPolicy } from './url-policy.ts';

/** What talking to a server needs. */
export interface HttpDeps {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly policy: UrlPolicy;
  /** Milliseconds for one request, body included; 10 s unless told. Real time, whatever `clock` says. */
  readonly timeout?: number;
}

/** What the rail needs from outside. */
export interface OpenPaymentsDeps extends HttpDeps {
  readonly wallets: PayerWallets;
  /** Tokens that outlive one payment: the wallets' quote tokens, under `quote:<wallet id>:<key id>`. */
  readonly tokens: TokenStore;
  /** The grants that several payments share. */
  readonly allowances: AllowanceStates;
  /** Base https URL to which wallets send people back and which the caller watches for; ends in `/`. */
  readonly finishUrl: string;
}
