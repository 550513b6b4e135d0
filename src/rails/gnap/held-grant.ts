import { isRightGone, TenderError } from '../../model/errors.ts';
import type { AccessToken, PayerWallet } from '../../model/payer-wallet.ts';
import type { HttpDeps } from '../http/deps.ts';
import { keyOfWallet } from './keys.ts';
import { Refusal } from '../http/refusal.ts';
import type { SingleFlight } from './single-flight.ts';
import type { Grant } from './grant-state.ts';
import { rotate } from './token.ts';
import { hostOf } from '../http/urls.ts';

/** Where a grant is stored: with its payment, or with the allowance that several payments share. */
export interface GrantHolder {
  /** Identifies the grant: one rotation at a time for each key. */
  readonly key: string;
  load(): Promise<Grant | undefined>;
  save(grant: Grant): Promise<void>;
}

/**
 * Runs a request with the grant's access token. If the server refuses the token, the token is rotated and the request runs once more.
 * @throws {TenderError} the errors of `rotateBefore` if the token cannot be rotated.
 */
export type WithToken = <T>(use: (token: AccessToken) => Promise<T>) => Promise<T>;

/**
 * Opens a stored grant for use. A rotated token is stored before it is used.
 * @param rotations allows one rotation at a time for each grant.
 * @throws {TenderError} `consent-lost` if there is no token, `grant-wider` if the grant covers more than was requested.
 */
export async function openGrant(
  deps: HttpDeps,
  rotations: SingleFlight<Grant>,
  wallet: PayerWallet,
  holder: GrantHolder,
): Promise<WithToken> {
  let current = tokenOf(wallet, await holder.load());
  // If a rotation failed, later requests of the same session do not try it again.
  let failedRotation: { readonly token: string; readonly error: TenderError } | undefined;
  return async (use) => {
    const token = current;
    const refusal = await answerOrDeadToken(use, token);
    if (!(refusal instanceof Refusal)) return refusal.answer;
    if (failedRotation?.token === token.value) throw failedRotation.error;
    const renewing = rotations(holder.key, () => rotateStored(deps, wallet, holder, token, refusal));
    current = tokenOf(
      wallet,
      await renewing.catch((error: unknown) => {
        if (error instanceof TenderError && isRightGone(error.code)) failedRotation = { token: token.value, error };
        throw error;
      }),
    );
    return await use(current);
  };
}

/** The answer to a request, or the refusal of its token. */
async function answerOrDeadToken<T>(use: (token: AccessToken) => Promise<T>, token: AccessToken): Promise<{ answer: T } | Refusal> {
  try {
    return { answer: await use(token) };
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.isDeadToken) return thrown;
    throw thrown;
  }
}

/**
 * Rotates a stored grant's access token if it expires before `until` (milliseconds since the epoch).
 * @throws {TenderError} `right-revoked`, `right-expired`, or `consent-lost` if the answer to a rotation was lost.
 */
export async function rotateBefore(
  deps: HttpDeps,
  rotations: SingleFlight<Grant>,
  wallet: PayerWallet,
  holder: GrantHolder,
  until: number,
): Promise<void> {
  const token = tokenOf(wallet, await holder.load());
  if (token.expiresAt === undefined || token.expiresAt > until) return;
  await rotations(holder.key, () => rotateStored(deps, wallet, holder, token));
}

async function rotateStored(
  deps: HttpDeps,
  wallet: PayerWallet,
  holder: GrantHolder,
  dead: AccessToken,
  refusal?: Refusal,
): Promise<Grant> {
  const held = await holder.load();
  if (!held) throw consentLost(wallet);
  // Two concurrent requests may be refused with the same token: the first one has rotated it already.
  if (tokenOf(wallet, held).value !== dead.value) return held;
  const { isRenewing = false, ...grant } = held;
  if (!isRenewing) await holder.save({ ...grant, isRenewing: true });
  // After a clear refusal this rotation did not happen.
  const drop = (): Promise<void> => (isRenewing ? Promise.resolve() : holder.save(grant));
  const token = await rotate(deps, dead, held.endpoint, keyOfWallet(wallet)).catch(async (thrown: unknown) => {
    if (thrown instanceof Refusal && thrown.code === 'refused') await drop();
    throw thrown;
  });
  if (!token) {
    await drop();
    throw isRenewing ? consentLost(wallet) : rotationError(wallet, dead, deps.clock.now(), refusal);
  }
  const renewed = { ...grant, token };
  await holder.save(renewed);
  return renewed;
}

/** Why a token cannot be rotated: the wallet's reason if it gave one, else the token's expiry. */
function rotationError(wallet: PayerWallet, { expiresAt = Infinity }: AccessToken, now: number, refusal: Refusal | undefined): TenderError {
  const description = refusal?.facts.description ?? '';
  const isOver = /expired/i.test(description) || (expiresAt <= now && !/revoked/i.test(description));
  return new TenderError(isOver ? 'right-expired' : 'right-revoked', { params: { host: hostOf(wallet.authServer) } });
}

function tokenOf(wallet: PayerWallet, grant: Grant | undefined): AccessToken {
  if (grant?.isWider) throw new TenderError('grant-wider', { params: { host: hostOf(wallet.authServer) } });
  if (!grant?.token) throw consentLost(wallet);
  return grant.token;
}

function consentLost(wallet: PayerWallet): TenderError {
  return new TenderError('consent-lost', { params: { host: hostOf(wallet.authServer) } });
}
