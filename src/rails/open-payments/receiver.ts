import type { OpenPaymentsDeps } from './deps.ts';
import type { ClientForm, Granted } from '../gnap/grant.ts';
import { requestGrant, revokeGrant } from '../gnap/grant.ts';
import { Refusal } from '../http/refusal.ts';
import { createThrowawayKey, keyOfThrowaway, keyOfWallet } from '../gnap/keys.ts';
import type { RequestKey } from '../http/signature.ts';
import type { Receiver, Signer } from './state.ts';

interface ReceiverForm extends ClientForm {
  readonly signer: Signer;
}

/**
 * Asks the payee's authorization server for a right on incoming payments, as nobody (a key made for this grant) first. Servers from before
 * directed identity get the payer's wallet address, where one is known: in an object, then as a string.
 * @returns `undefined` when the server gives the right to nobody like us.
 * @throws {TenderError} when the server could not be asked.
 */
export async function openReceiver(
  deps: OpenPaymentsDeps,
  authServer: string,
  access: object,
  walletId: string | undefined,
  signal: AbortSignal,
): Promise<Receiver | undefined> {
  const forms = await receiverForms(deps, walletId);
  try {
    const granted = await requestGrant(deps, { authServer, access: [access], signal }, forms);
    if (granted.token) return toReceiver(granted, authServer, granted.token);
    await cancelPending(deps, granted, signal);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === 'refused') return undefined;
    throw thrown;
  }
}

/** The right to read any incoming payment, or at least what this key has made. */
export async function openReader(
  deps: OpenPaymentsDeps,
  authServer: string,
  walletId: string | undefined,
  signal: AbortSignal,
): Promise<Receiver | undefined> {
  const all = await openReceiver(deps, authServer, { type: 'incoming-payment', actions: ['read-all'] }, walletId, signal);
  return all ?? (await openReceiver(deps, authServer, { type: 'incoming-payment', actions: ['read'] }, walletId, signal));
}

/** The key that a receiver's token is bound to. @throws {TenderError} `no-wallet` when it was a wallet's that is no longer linked. */
export async function keyOfReceiver(deps: OpenPaymentsDeps, { signer }: Receiver): Promise<RequestKey> {
  return signer.by === 'throwaway' ? keyOfThrowaway(signer) : keyOfWallet(await deps.wallets.get(signer.walletId));
}

async function receiverForms(deps: OpenPaymentsDeps, walletId: string | undefined): Promise<ReceiverForm[]> {
  const throwaway = await createThrowawayKey();
  const { keyId, privateKey, jwk } = throwaway;
  const nobody: ReceiverForm = { client: { jwk }, key: keyOfThrowaway(throwaway), signer: { by: 'throwaway', keyId, privateKey } };
  if (walletId === undefined) return [nobody];
  const wallet = await deps.wallets.get(walletId);
  const own = { key: keyOfWallet(wallet), signer: { by: 'wallet', walletId } } as const;
  return [nobody, { client: { walletAddress: wallet.address }, ...own }, { client: wallet.address, ...own }];
}

function toReceiver({ form, continuation }: Granted<ReceiverForm>, authServer: string, token: Receiver['token']): Receiver {
  return { authServer, token, signer: form.signer, ...(continuation ? { continuation } : {}) };
}

/** A grant that waits for the payee's consent is of no use to a payer. */
async function cancelPending(deps: OpenPaymentsDeps, granted: Granted<ReceiverForm>, signal: AbortSignal): Promise<void> {
  if (granted.continuation) await revokeGrant(deps, granted.continuation, granted.form.key, signal).catch(() => undefined);
}
