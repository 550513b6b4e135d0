import { TenderError } from '../../payments/errors.ts';
import type { AccessToken, PayerWallet } from '../../payments/wallet.ts';
import type { HttpDeps } from '../http/deps.ts';
import { keyOfWallet } from './keys.ts';
import { Refusal } from '../http/refusal.ts';
import type { SingleFlight } from './single-flight.ts';
import type { Grant } from './grant-state.ts';
import { rotate } from './token.ts';
import { hostOf } from '../http/urls.ts';

/** Where a grant is kept: with its payment, or with the allowance that several payments share. */
export interface GrantHolder {
  /** One rotation at a time for each. */
  readonly key: string;
  load(): Promise<Grant | undefined>;
  save(grant: Grant): Promise<void>;
}

/** Runs a request with a grant's token, renewed once where it is dead. @throws {TenderError} `consent-lost` when it cannot be renewed. */
export type WithToken = <T>(use: (token: AccessToken) => Promise<T>) => Promise<T>;

/**
 * Opens a held grant for use. A renewed token is on disk before it is used.
 * @param rotations one rotation at a time for each grant.
 * @throws {TenderError} `consent-lost` without a token, `grant-wider` for one that is never to be used.
 */
export async function openGrant(
  deps: HttpDeps,
  rotations: SingleFlight<Grant>,
  wallet: PayerWallet,
  holder: GrantHolder,
): Promise<WithToken> {
  let current = tokenOf(wallet, await holder.load());
  // A token that could not be renewed once is not tried again by the next request of the same session.
  let lostToken: string | undefined;
  return async (use) => {
    const token = current;
    try {
      return await use(token);
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || !thrown.isDeadToken) throw thrown;
    }
    if (lostToken === token.value) throw lost(wallet);
    const renewing = rotations(holder.key, () => renew(deps, wallet, holder, token));
    current = tokenOf(
      wallet,
      await renewing.catch((error: unknown) => {
        if (error instanceof TenderError && error.code === 'consent-lost') lostToken = token.value;
        throw error;
      }),
    );
    return await use(current);
  };
}

/**
 * Renews a held grant's token when it ends before `until` (milliseconds since the epoch).
 * @throws {TenderError} `consent-lost` when it cannot be renewed.
 */
export async function renewBefore(
  deps: HttpDeps,
  rotations: SingleFlight<Grant>,
  wallet: PayerWallet,
  holder: GrantHolder,
  until: number,
): Promise<void> {
  const token = tokenOf(wallet, await holder.load());
  if (token.expiresAt === undefined || token.expiresAt > until) return;
  await rotations(holder.key, () => renew(deps, wallet, holder, token));
}

async function renew(deps: HttpDeps, wallet: PayerWallet, holder: GrantHolder, dead: AccessToken): Promise<Grant> {
  const held = await holder.load();
  // Two requests side by side meet the same dead token: the second finds it renewed.
  if (held && tokenOf(wallet, held).value !== dead.value) return held;
  const token = held && (await rotate(deps, dead, held.endpoint, keyOfWallet(wallet)));
  if (!token) throw lost(wallet);
  const grant = { ...held, token };
  await holder.save(grant);
  return grant;
}

function tokenOf(wallet: PayerWallet, grant: Grant | undefined): AccessToken {
  if (grant?.isWider) throw new TenderError('grant-wider', { params: { host: hostOf(wallet.authServer) } });
  if (!grant?.token) throw lost(wallet);
  return grant.token;
}

function lost(wallet: PayerWallet): TenderError {
  return new TenderError('consent-lost', { params: { host: hostOf(wallet.authServer) } });
}
