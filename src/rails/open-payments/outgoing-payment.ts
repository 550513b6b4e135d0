import type { Amount } from '../../model/amount.ts';
import { amountOf, assetOf, sameAsset } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type { RailPayment, RailTools } from '../../model/rail.ts';
import type { PayerWallet } from '../../model/payer-wallet.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import type { GrantHolder, WithToken } from '../gnap/held-grant.ts';
import { allowanceGrant } from './allowance-grant.ts';
import { openGrant } from '../gnap/held-grant.ts';
import type { HttpRequest } from '../http/http.ts';
import { call } from '../http/http.ts';
import { keyOfWallet } from '../gnap/keys.ts';
import type { SingleFlight } from '../gnap/single-flight.ts';
import type { Grant } from '../gnap/grant-state.ts';
import type { State } from './state.ts';
import { readState } from './state.ts';
import { orderMetadata } from './metadata.ts';
import { NEVER_ABORTED } from '../gnap/token.ts';
import { hostOf, isUnder, lastSegment, endpointUrl } from '../http/urls.ts';
import type { OutgoingPaymentAnswer } from './wire.ts';
import { grantSpentAnswer, outgoingPaymentAnswer, outgoingPaymentList } from './wire.ts';

/** The payer's wallet and the grant for one payment. */
export interface PayerSession {
  readonly wallet: PayerWallet;
  readonly payment: RailPayment;
  /** True if the grant may cover other payments too. Then the amount spent under the grant says nothing about this payment. */
  readonly isShared: boolean;
  /** The payment's state in the journal, including the changes of this session. */
  state(): State;
  /** Saves fields of the state to the journal. */
  save(change: Partial<State>): Promise<void>;
  readonly withToken: WithToken;
}

/**
 * Opens the payer's wallet and grant for a payment.
 * @param rotations see `openGrant`.
 * @throws {TenderError} `no-wallet` and the errors of `openGrant`.
 */
export async function openPayerSession(
  deps: OpenPaymentsDeps,
  rotations: SingleFlight<Grant>,
  payment: RailPayment,
  tools: RailTools,
): Promise<PayerSession> {
  let state = readState(payment.state);
  const wallet = await deps.wallets.get(payment.quote.walletId);
  async function save(change: Partial<State>): Promise<void> {
    state = { ...state, ...change };
    await tools.save(change);
  }
  const own: GrantHolder = { key: payment.id, load: () => Promise.resolve(state.grant), save: (grant) => save({ grant }) };
  const holder = state.allowance == null ? own : allowanceGrant(deps, state.allowance);
  const withToken = await openGrant(deps, rotations, wallet, holder);
  return { wallet, payment, isShared: state.allowance !== undefined, state: () => state, save, withToken };
}

/**
 * Creates the outgoing payment, with the quote as its idempotency key.
 * @throws {TenderError} `answer-lost` if the payment may have been made, {Refusal} if it was not.
 */
export function postOutgoingPayment(deps: OpenPaymentsDeps, session: PayerSession, signal: AbortSignal): Promise<OutgoingPaymentAnswer> {
  const { wallet, payment } = session;
  const { intent, quote } = payment;
  const metadata = { ...orderMetadata(intent), paymentId: payment.id };
  const body = { walletAddress: wallet.address, quoteId: quote.id, metadata };
  const url = endpointUrl(wallet.resourceServer, 'outgoing-payments');
  return session.withToken((token) => {
    const request: HttpRequest = { method: 'POST', url, body, token: token.value, key: keyOfWallet(wallet), signal, pays: true };
    return call(deps, request, outgoingPaymentAnswer);
  });
}

/**
 * The URL of the outgoing payment if it is known. Otherwise the URL that it has at wallets which use the quote's id as the payment's id.
 */
export function outgoingUrl(session: PayerSession): string {
  const { wallet, payment } = session;
  return session.state().outgoing ?? endpointUrl(wallet.resourceServer, `outgoing-payments/${lastSegment(payment.quote.id)}`);
}

/** The URL of a payment from the wallet's answer; undefined if it is not on the wallet's server. */
export function ownId({ wallet }: PayerSession, { id }: OutgoingPaymentAnswer): string | undefined {
  return isUnder(id, wallet.resourceServer) ? id : undefined;
}

export function readOutgoingPayment(deps: OpenPaymentsDeps, session: PayerSession, signal: AbortSignal): Promise<OutgoingPaymentAnswer> {
  return read(deps, session, outgoingUrl(session), outgoingPaymentAnswer, signal);
}

/** Lists the newest outgoing payments that the token may read. @throws {Refusal} if the token may not list. */
export async function listOutgoingPayments(
  deps: OpenPaymentsDeps,
  session: PayerSession,
  signal: AbortSignal,
): Promise<{ payments: readonly OutgoingPaymentAnswer[]; isAll: boolean }> {
  const { wallet } = session;
  const query = new URLSearchParams({ 'wallet-address': wallet.address, first: '50' });
  const url = `${endpointUrl(wallet.resourceServer, 'outgoing-payments')}?${query.toString()}`;
  const { result, pagination } = await read(deps, session, url, outgoingPaymentList, signal);
  return { payments: result, isAll: pagination?.hasNextPage !== true };
}

/**
 * Whether nothing was spent under the token's grant (Open Payments 1.3, outgoing payment grant). @throws {Refusal} if the server does not
 * publish that.
 */
export async function isUnspent(deps: OpenPaymentsDeps, session: PayerSession, signal: AbortSignal): Promise<boolean> {
  const { spentDebitAmount, spentReceiveAmount } = await read(deps, session, SPENT, grantSpentAnswer, signal);
  return (spentDebitAmount?.value ?? 0n) === 0n && (spentReceiveAmount?.value ?? 0n) === 0n;
}

/**
 * Reads the amount that was spent under an allowance in the current period.
 * @returns the amount in the asset of `limit`; 0 if nothing was spent.
 * @throws {TenderError} an error for which `isRightGone` is true if the grant was revoked or has expired; {Refusal} if the wallet does not
 *   publish the amount.
 */
export async function readAllowanceSpent(
  deps: OpenPaymentsDeps,
  rotations: SingleFlight<Grant>,
  { walletId, allowanceId, limit }: { readonly walletId: string; readonly allowanceId: string; readonly limit: Amount },
): Promise<Amount> {
  const wallet = await deps.wallets.get(walletId);
  const withToken = await openGrant(deps, rotations, wallet, allowanceGrant(deps, allowanceId));
  const { spentDebitAmount } = await read(deps, { wallet, withToken }, SPENT, grantSpentAnswer, NEVER_ABORTED);
  if (!spentDebitAmount) return amountOf(0n, assetOf(limit));
  if (sameAsset(spentDebitAmount, limit)) return spentDebitAmount;
  throw new TenderError('malformed', { params: { host: hostOf(wallet.resourceServer), what: 'spentDebitAmount' } });
}

const SPENT = 'outgoing-payment-grant';

/** @param at a path under the wallet's resource server, or a URL on it. */
function read<T>(
  deps: OpenPaymentsDeps,
  { wallet, withToken }: Pick<PayerSession, 'wallet' | 'withToken'>,
  at: string,
  schema: Parameters<typeof call<T>>[2],
  signal: AbortSignal,
): Promise<T> {
  const key = keyOfWallet(wallet);
  const url = URL.canParse(at) ? at : endpointUrl(wallet.resourceServer, at);
  return withToken((token) => call(deps, { method: 'GET', url, token: token.value, key, signal }, schema));
}
