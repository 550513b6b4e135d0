import type { RailState } from '../../model/rail.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { revokeGrant, revokeToken } from '../gnap/grant.ts';
import { keyOfWallet } from '../gnap/keys.ts';
import { giveBackGrant, unlessUnlinked } from '../gnap/release.ts';
import { keyOfReceiver } from './receiver.ts';
import type { RequestKey } from '../http/signature.ts';
import type { Receiver } from './state.ts';
import { readState } from './state.ts';

/**
 * Gives back every grant and token of a payment, at both wallets. Resolves also when they are gone, or when the wallet that could sign for
 * it is no longer linked: the wallet then refuses its key anyway.
 * @throws {TenderError} when a server could not be asked; calling again is safe.
 */
export async function releaseGrants(deps: OpenPaymentsDeps, state: RailState, signal: AbortSignal): Promise<void> {
  const { grant, receiver } = readState(state);
  const work = [
    ...(grant ? [unlessUnlinked(async () => giveBackGrant(deps, grant, keyOfWallet(await deps.wallets.get(grant.walletId)), signal))] : []),
    ...(receiver ? [unlessUnlinked(async () => giveBackReceiver(deps, receiver, await keyOfReceiver(deps, receiver), signal))] : []),
  ];
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function giveBackReceiver(deps: OpenPaymentsDeps, receiver: Receiver, key: RequestKey, signal: AbortSignal): Promise<void> {
  // The one request that ends both; a reading token that outlives it by minutes harms nobody.
  if (receiver.continuation) await revokeGrant(deps, receiver.continuation, key, signal);
  else await revokeToken(deps, receiver.token, key, signal);
}
