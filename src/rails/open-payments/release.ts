import type { RailState } from '../../model/rail.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { revokeGrant, revokeToken } from '../gnap/grant.ts';
import { keyOfWallet } from '../gnap/keys.ts';
import { revokeGrantAndToken, ignoreUnlinked } from '../gnap/release.ts';
import { keyOfReceiver } from './receiver.ts';
import type { RequestKey } from '../http/signature.ts';
import type { Receiver } from './state.ts';
import { readState } from './state.ts';

/**
 * Revokes every grant and token of a payment at both wallets. Also resolves if they do not exist any more, or if the wallet whose key signs
 * is no longer linked, because the server then refuses the key.
 * @throws {TenderError} if a server could not be reached. The call may be repeated.
 */
export async function releaseGrants(deps: OpenPaymentsDeps, state: RailState, signal: AbortSignal): Promise<void> {
  const { grant, receiver } = readState(state);
  const work = [
    ...(grant
      ? [ignoreUnlinked(async () => revokeGrantAndToken(deps, grant, keyOfWallet(await deps.wallets.get(grant.walletId)), signal))]
      : []),
    ...(receiver ? [ignoreUnlinked(async () => revokeReceiver(deps, receiver, await keyOfReceiver(deps, receiver), signal))] : []),
  ];
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function revokeReceiver(deps: OpenPaymentsDeps, receiver: Receiver, key: RequestKey, signal: AbortSignal): Promise<void> {
  // One request for both. A token to read that stays valid for some minutes does no harm.
  if (receiver.continuation) await revokeGrant(deps, receiver.continuation, key, signal);
  else await revokeToken(deps, receiver.token, key, signal);
}
