import type { AllowanceStates } from '../../model/rail.ts';
import type { Disclosure } from '../../model/permission.ts';
import type { TokenStore } from '../../model/payer-wallet.ts';
import type { GrantDeps } from '../gnap/deps.ts';

/** What the rail needs from outside. */
export interface OpenPaymentsDeps extends GrantDeps {
  /** Tokens that outlive one payment: the wallets' quote tokens, under `quote:<wallet id>:<key id>`. */
  readonly tokens: TokenStore;
  /** What the user has allowed payees' servers to be told. */
  readonly disclosures: { isAllowed(disclosure: Disclosure): Promise<boolean> };
  /** The grants that several payments share. */
  readonly allowances: AllowanceStates;
}
