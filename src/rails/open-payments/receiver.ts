import { IdentityWanted } from '../../model/permission.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import type { ClientForm, Granted } from '../gnap/grant.ts';
import { requestGrant, revokeGrant } from '../gnap/grant.ts';
import { explain } from '../gnap/explain.ts';
import { Refusal } from '../http/refusal.ts';
import { createThrowawayKey, keyOfThrowaway, keyOfWallet } from '../gnap/keys.ts';
import type { RequestKey } from '../http/signature.ts';
import { sameOrigin } from '../http/urls.ts';
import type { Receiver, Signer } from './state.ts';

interface ReceiverForm extends ClientForm {
  readonly signer: Signer;
}

/**
 * When the payer's wallet may be named to a payee's server.
 * - `if-allowed`: where the user has allowed it;
 * - `as-before`: the server was told for this payment already.
 */
export type Naming =
  | { readonly kind: 'never' }
  | {
      readonly kind: 'if-allowed';
      readonly payee: string;
      readonly walletId: string;
      /** True where nothing goes on without the right: then the user is also asked where the server gives no reason for its refusal. */
      readonly isNeeded: boolean;
    }
  | { readonly kind: 'as-before'; readonly walletId: string };

interface Wanted {
  readonly authServer: string;
  /** Any one of these accesses will do; the first ones are the better ones. */
  readonly accesses: readonly object[];
  readonly naming: Naming;
  readonly signal: AbortSignal;
}

/**
 * Asks the payee's authorization server for a right on incoming payments, as nobody (a key made for this grant). Servers from before
 * directed identity refuse that: they get the payer's wallet address, in an object, then as a string, but only as `naming` says.
 * @returns `undefined` when the server gives the right to nobody like us.
 * @throws {IdentityWanted} when the server wants a name that the user has not allowed to give; {TenderError} when it could not be asked, and `clock-skew` when it does not believe our time.
 */
export async function openReceiver(deps: OpenPaymentsDeps, wanted: Wanted): Promise<Receiver | undefined> {
  const unnamed = await openAs(deps, wanted, [await unnamedForm()]);
  if (!isRefusal(unnamed)) return unnamed;
  const forms = await namedForms(deps, wanted, unnamed);
  const named = forms && (await openAs(deps, wanted, forms));
  return isRefusal(named) ? undefined : named;
}

/** Why a server gave no right: it wants to know who asks, or it does not say, and that may be why. */
type Unknown = 'wants-name' | 'may-want-name';

function isRefusal(opened: Receiver | Unknown | undefined): opened is Unknown {
  return typeof opened === 'string';
}

/** Tries the accesses one after the other. */
async function openAs(
  deps: OpenPaymentsDeps,
  { authServer, accesses, signal }: Wanted,
  forms: readonly ReceiverForm[],
): Promise<Receiver | Unknown | undefined> {
  let why: Unknown | undefined;
  for (const access of accesses) {
    try {
      const granted = await requestGrant(deps, { authServer, access: [access], signal }, forms);
      if (granted.token) return toReceiver(granted, authServer, granted.token);
      await cancelPending(deps, granted, signal);
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || thrown.code !== 'refused') throw thrown;
      // A signature that is refused for its age says nothing of who asks.
      if (thrown.isClockSkew) throw explain(thrown);
      if (thrown.saysClient) why = 'wants-name';
      else if (thrown.isAboutClient) why ??= 'may-want-name';
    }
  }
  return why;
}

const READ_ANY = { type: 'incoming-payment', actions: ['read-all'] } as const;
const READ_OWN = { type: 'incoming-payment', actions: ['read'] } as const;

/** The right to read any incoming payment, or at least what this key has made. Throws as `openReceiver` does. */
export async function openReader(
  deps: OpenPaymentsDeps,
  authServer: string,
  naming: Naming,
  signal: AbortSignal,
): Promise<Receiver | undefined> {
  return await openReceiver(deps, { authServer, accesses: [READ_ANY, READ_OWN], naming, signal });
}

/** The key that a receiver's token is bound to. @throws {TenderError} `no-wallet` when it was a wallet's that is no longer linked. */
export async function keyOfReceiver(deps: OpenPaymentsDeps, { signer }: Receiver): Promise<RequestKey> {
  return signer.by === 'throwaway' ? keyOfThrowaway(signer) : keyOfWallet(await deps.wallets.get(signer.walletId));
}

async function unnamedForm(): Promise<ReceiverForm> {
  const throwaway = await createThrowawayKey();
  const { keyId, privateKey, jwk } = throwaway;
  return { client: { jwk }, key: keyOfThrowaway(throwaway), signer: { by: 'throwaway', keyId, privateKey } };
}

/** @returns nothing where the wallet must not be named. */
async function namedForms(deps: OpenPaymentsDeps, { authServer, naming }: Wanted, why: Unknown): Promise<ReceiverForm[] | undefined> {
  if (naming.kind === 'never') return undefined;
  const { walletId } = naming;
  const wallet = await deps.wallets.get(walletId);
  // A payee may name the payer's own server as its own: asked in the payer's name, that would give a right on the payer's payments, and the
  // token is then shown to the payee's resource server.
  if (sameOrigin(authServer, wallet.authServer)) return undefined;
  if (naming.kind === 'if-allowed') {
    const disclosure = { payee: naming.payee, server: authServer, walletId };
    if (!(await deps.disclosures.isAllowed(disclosure))) {
      // A plain "bad request" may be about anything: nobody is asked for a name over it where the payment can do without.
      if (why === 'may-want-name' && !naming.isNeeded) return undefined;
      throw new IdentityWanted(disclosure);
    }
  }
  const own = { key: keyOfWallet(wallet), signer: { by: 'wallet', walletId } } as const;
  return [
    { client: { walletAddress: wallet.address }, ...own },
    { client: wallet.address, ...own },
  ];
}

function toReceiver({ form, continuation }: Granted<ReceiverForm>, authServer: string, token: Receiver['token']): Receiver {
  return { authServer, token, signer: form.signer, ...(continuation ? { continuation } : {}) };
}

/** A grant that waits for the payee's consent is of no use to a payer. */
async function cancelPending(deps: OpenPaymentsDeps, granted: Granted<ReceiverForm>, signal: AbortSignal): Promise<void> {
  if (granted.continuation) await revokeGrant(deps, granted.continuation, granted.form.key, signal).catch(() => undefined);
}
