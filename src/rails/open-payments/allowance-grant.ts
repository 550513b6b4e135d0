import type { Grant } from '../gnap/grant-state.ts';
import type { GrantHolder } from '../gnap/held-grant.ts';
import { renewBefore } from '../gnap/held-grant.ts';
import type { SingleFlight } from '../gnap/single-flight.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { readState } from './state.ts';

/** The grant of an allowance. */
export function allowanceGrant(deps: OpenPaymentsDeps, allowanceId: string): GrantHolder {
  return {
    key: allowanceId,
    load: async () => readState(await deps.allowances.get(allowanceId)).grant,
    save: (grant) => deps.allowances.save(allowanceId, { grant }),
  };
}

/** A token that ends within this time would not outlive a quote that the user looks at: five minutes at most wallets. */
const OUTLIVES_QUOTES = 330_000;

/** Renews the token of an allowance before its end. @throws {TenderError} as `renewBefore`. */
export async function renewAllowance(
  deps: OpenPaymentsDeps,
  rotations: SingleFlight<Grant>,
  { walletId, allowanceId }: { readonly walletId: string; readonly allowanceId: string },
): Promise<void> {
  const wallet = await deps.wallets.get(walletId);
  await renewBefore(deps, rotations, wallet, allowanceGrant(deps, allowanceId), deps.clock.now() + OUTLIVES_QUOTES);
}
