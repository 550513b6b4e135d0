import { TenderError } from '../../payments/errors.ts';
import type { AccessToken, PayerWallet } from '../../payments/wallet.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { keyOfWallet } from './keys.ts';
import { Refusal } from './refusal.ts';
import type { SingleFlight } from './single-flight.ts';
import type { Grant } from './state.ts';
import { readState } from './state.ts';
import { rotate } from './token.ts';
import { hostOf } from './urls.ts';

/** Where a grant is kept: with its payment, or with the allowance that several payments share. */
export interface GrantHolder {
  /** One rotation at a time for each. */
  readonly key: string;
  load(): Promise<Grant | undefined>;
  save(grant: Grant): Promise<void>;
}

/** The grant of an allowance. */
export function allowanceGrant(deps: OpenPaymentsDeps, allowanceId: string): GrantHolder {
  return {
    key: allowanceId,
    load: async () => readState(await deps.allowances.get(allowanceId)).grant,
    save: (grant) => deps.allowances.save(allowanceId, { grant }),
  };
}

/** Runs a request with a grant's token, renewed once where it is dead. @throws {TenderError} `consent-lost` when it cannot be renewed. */
export type WithToken = <T>(use: (token: AccessToken) => Promise<T>) => Promise<T>;

/**
 * Opens a held grant for use. A renewed token is on disk before it is used.
 * @param rotations one rotation at a time for each grant.
 * @throws {TenderError} `consent-lost` without a token, `grant-wider` for one that is never to be used.
 */
export async function openGrant(
  deps: OpenPaymentsDeps,
  rotations: SingleFlight<Grant>,
  wallet: PayerWallet,
  holder: GrantHolder,
): Promise<WithToken> {
  const params = { host: hostOf(wallet.authServer) };
  const tokenOf = (grant: Grant | undefined): AccessToken => {
    if (grant?.isWider) throw new TenderError('grant-wider', { params });
    if (!grant?.token) throw new TenderError('consent-lost', { params });
    return grant.token;
  };
  let current = tokenOf(await holder.load());

  async function renew(dead: AccessToken): Promise<Grant> {
    const held = await holder.load();
    // Two requests side by side meet the same dead token: the second finds it renewed.
    if (held && tokenOf(held).value !== dead.value) return held;
    const token = held && (await rotate(deps, dead, held.endpoint, keyOfWallet(wallet)));
    if (!token) throw new TenderError('consent-lost', { params });
    const grant = { ...held, token };
    await holder.save(grant);
    return grant;
  }

  return async (use) => {
    const token = current;
    try {
      return await use(token);
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || !thrown.isDeadToken) throw thrown;
    }
    current = tokenOf(await rotations(holder.key, () => renew(token)));
    return await use(current);
  };
}
