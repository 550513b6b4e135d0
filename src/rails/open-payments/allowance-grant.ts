import type { Grant } from '../gnap/grant-state.ts';
import type { GrantHolder } from '../gnap/held-grant.ts';
import { rotateBefore } from '../gnap/held-grant.ts';
import type { SingleFlight } from '../gnap/single-flight.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { readState } from './state.ts';

/** The stored grant of an allowance. */
export function allowanceGrant(deps: OpenPaymentsDeps, allowanceId: string): GrantHolder {
  return {
    key: allowanceId,
    load: async () => readState(await deps.allowances.get(allowanceId)).grant,
    save: (grant) => deps.allowances.save(allowanceId, { grant }),
  };
}

/** Milliseconds that a token must be valid for to be longer valid than a new quote: most wallets give quotes five minutes. */
const LONGER_THAN_QUOTES = 330_000;

/** Rotates an allowance's access token if it expires soon. @throws {TenderError} the errors of `rotateBefore`. */
export async function rotateAllowanceToken(
  deps: OpenPaymentsDeps,
  rotations: SingleFlight<Grant>,
  { walletId, allowanceId }: { readonly walletId: string; readonly allowanceId: string },
): Promise<void> {
  const wallet = await deps.wallets.get(walletId);
  await rotateBefore(deps, rotations, wallet, allowanceGrant(deps, allowanceId), deps.clock.now() + LONGER_THAN_QUOTES);
}
