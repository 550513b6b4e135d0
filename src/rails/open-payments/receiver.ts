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
 * When the payer's wallet address may be disclosed to a payee's server.
 * - `if-allowed`: if the user has allowed it;
 * - `as-before`: it was already disclosed to this server for this payment.
 */
export type DisclosurePolicy =
  | { readonly kind: 'never' }
  | {
      readonly kind: 'if-allowed';
      readonly payee: string;
      readonly walletId: string;
      /**
       * True if the payment is not possible without the access. Then the user is also asked if the server gives no reason for its refusal.
       */
      readonly isNeeded: boolean;
    }
  | { readonly kind: 'as-before'; readonly walletId: string };

interface ReceiverRequest {
  readonly authServer: string;
  /** Alternative accesses, the preferred ones first. */
  readonly accesses: readonly object[];
  readonly policy: DisclosurePolicy;
  readonly signal: AbortSignal;
}

/**
 * Requests a grant for incoming payments from the payee's authorization server, with a key that is created for this grant (directed
 * identity). Older servers refuse that. They get the payer's wallet address as an object, then as a string, if `policy` allows it.
 * @returns `undefined` if the server gives no access to clients like this one.
 * @throws {IdentityWanted} if the server requires an identity that the user has not allowed to disclose; {TenderError} if the server could
 *   not be reached, and `clock-skew` if it refuses our signature's time.
 */
export async function openReceiver(deps: OpenPaymentsDeps, wanted: ReceiverRequest): Promise<Receiver | undefined> {
  const unnamed = await tryAccesses(deps, wanted, [await anonymousForm()]);
  if (!isRefusal(unnamed)) return unnamed;
  const forms = await identifiedForms(deps, wanted, unnamed);
  const named = forms && (await tryAccesses(deps, wanted, forms));
  return isRefusal(named) ? undefined : named;
}

/** Why a server refused the grant: it requires the client's identity, or it gives no reason and may require the identity. */
type RefusalReason = 'requires-identity' | 'may-require-identity';

function isRefusal(opened: Receiver | RefusalReason | undefined): opened is RefusalReason {
  return typeof opened === 'string';
}

/** Tries the accesses one after the other. */
async function tryAccesses(
  deps: OpenPaymentsDeps,
  { authServer, accesses, signal }: ReceiverRequest,
  forms: readonly ReceiverForm[],
): Promise<Receiver | RefusalReason | undefined> {
  let why: RefusalReason | undefined;
  for (const access of accesses) {
    try {
      const granted = await requestGrant(deps, { authServer, access: [access], signal }, forms);
      if (granted.token) return toReceiver(granted, authServer, granted.token);
      await cancelPending(deps, granted, signal);
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || thrown.code !== 'refused') throw thrown;
      // A signature that is refused for its time says nothing about the client.
      if (thrown.isClockSkew) throw explain(thrown);
      if (thrown.saysClient) why = 'requires-identity';
      else if (thrown.isAboutClient) why ??= 'may-require-identity';
    }
  }
  return why;
}

const READ_ANY = { type: 'incoming-payment', actions: ['read-all'] } as const;
const READ_OWN = { type: 'incoming-payment', actions: ['read'] } as const;

/** Requests access to read any incoming payment, or at least those that this key has created. Throws the errors of `openReceiver`. */
export async function openReader(
  deps: OpenPaymentsDeps,
  authServer: string,
  policy: DisclosurePolicy,
  signal: AbortSignal,
): Promise<Receiver | undefined> {
  return await openReceiver(deps, { authServer, accesses: [READ_ANY, READ_OWN], policy, signal });
}

/**
 * The key that a receiver's token is bound to. @throws {TenderError} `no-wallet` if it was the key of a wallet that is no longer linked.
 */
export async function keyOfReceiver(deps: OpenPaymentsDeps, { signer }: Receiver): Promise<RequestKey> {
  return signer.by === 'throwaway' ? keyOfThrowaway(signer) : keyOfWallet(await deps.wallets.get(signer.walletId));
}

async function anonymousForm(): Promise<ReceiverForm> {
  const throwaway = await createThrowawayKey();
  const { keyId, privateKey, jwk } = throwaway;
  return { client: { jwk }, key: keyOfThrowaway(throwaway), signer: { by: 'throwaway', keyId, privateKey } };
}

/** @returns undefined if the wallet must not be disclosed. */
async function identifiedForms(
  deps: OpenPaymentsDeps,
  { authServer, policy }: ReceiverRequest,
  why: RefusalReason,
): Promise<ReceiverForm[] | undefined> {
  if (policy.kind === 'never') return undefined;
  const { walletId } = policy;
  const wallet = await deps.wallets.get(walletId);
  // A payee may claim that the payer's own authorization server is its server. A grant requested there in the payer's name would cover the
  // payer's payments, and its token would be sent to the payee's resource server.
  if (sameOrigin(authServer, wallet.authServer)) return undefined;
  if (policy.kind === 'if-allowed') {
    const disclosure = { payee: policy.payee, server: authServer, walletId };
    if (!(await deps.disclosures.isAllowed(disclosure))) {
      // A "bad request" without a reason may have any cause. If the payment is possible without the access, the user is not asked to
      // disclose the identity.
      if (why === 'may-require-identity' && !policy.isNeeded) return undefined;
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

/** A grant that needs the payee's consent cannot be used by a payer. */
async function cancelPending(deps: OpenPaymentsDeps, granted: Granted<ReceiverForm>, signal: AbortSignal): Promise<void> {
  if (granted.continuation) await revokeGrant(deps, granted.continuation, granted.form.key, signal).catch(() => undefined);
}
