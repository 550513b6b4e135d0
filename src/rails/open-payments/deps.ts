import type { AllowanceStates } from '../../payments/rail.ts';
import type { TokenStore } from '../../payments/wallet.ts';
import type { GrantDeps } from '../gnap/deps.ts';

/** What the rail needs from outside. */
export interface OpenPaymentsDeps extends GrantDeps {
  /** Tokens that outlive one payment: the wallets' quote tokens, under `quote:<wallet id>:<key id>`. */
  readonly tokens: TokenStore;
  /** The grants that several payments share. */
  readonly allowances: AllowanceStates;
}
