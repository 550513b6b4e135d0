import type { AllowanceStates } from '../../model/rail.ts';
import type { Disclosure } from '../../model/permission.ts';
import type { TokenStore } from '../../model/payer-wallet.ts';
import type { GrantDeps } from '../gnap/deps.ts';

/** Dependencies of the rail. */
export interface OpenPaymentsDeps extends GrantDeps {
  /** Access tokens that are used for several payments: the wallets' quote tokens, under `quote:<wallet id>:<key id>`. */
  readonly tokens: TokenStore;
  /** What the user allows the extension to disclose to payees' servers. */
  readonly disclosures: { isAllowed(disclosure: Disclosure): Promise<boolean> };
  /** The grants of allowances, which several payments share. */
  readonly allowances: AllowanceStates;
}
