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
import { TO_THE_END } from '../gnap/token.ts';
import { hostOf, isUnder, lastSegment, under } from '../http/urls.ts';
import type { OutgoingPaymentAnswer } from './wire.ts';
import { grantSpentAnswer, outgoingPaymentAnswer, outgoingPaymentList } from './wire.ts';

/** The payer's side of one payment: its wallet and the grant's token, renewed once where it is dead. */
export interface PayerSession {
  readonly wallet: PayerWallet;
  readonly payment: RailPayment;
  /** True when other payments were or are made with the same grant, or this one may have been with another: what it has spent says nothing of this one. */
  readonly isShared: boolean;
  /** What the journal holds for the payment, with what this session changed. */
  state(): State;
  /** Writes keys of the state to the journal. */
  save(change: Partial<State>): Promise<void>;
  readonly withToken: WithToken;
}

/** Opens the payer's side of a payment. @param rotations and throws: as `openGrant`, and `no-wallet`. */
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
 * Sends the payment, with the quote as its key.
 * @throws {TenderError} `answer-lost` whenever it may have been made, {Refusal} when it was not.
 */
export function postOutgoingPayment(deps: OpenPaymentsDeps, session: PayerSession, signal: AbortSignal): Promise<OutgoingPaymentAnswer> {
  const { wallet, payment } = session;
  const { intent, quote } = payment;
  const metadata = { ...orderMetadata(intent), paymentId: payment.id };
  const body = { walletAddress: wallet.address, quoteId: quote.id, metadata };
  const url = under(wallet.resourceServer, 'outgoing-payments');
  return session.withToken((token) => {
    const request: HttpRequest = { method: 'POST', url, body, token: token.value, key: keyOfWallet(wallet), signal, pays: true };
    return call(deps, request, outgoingPaymentAnswer);
  });
}

/** The payment's own address where it is known; else the one that wallets give it which name a payment after its quote. */
export function outgoingUrl(session: PayerSession): string {
  const { wallet, payment } = session;
  return session.state().outgoing ?? under(wallet.resourceServer, `outgoing-payments/${lastSegment(payment.quote.id)}`);
}

/** The id of a payment that the wallet has just named, unless it points away from the wallet. */
export function ownId({ wallet }: PayerSession, { id }: OutgoingPaymentAnswer): string | undefined {
  return isUnder(id, wallet.resourceServer) ? id : undefined;
}

export function readOutgoingPayment(deps: OpenPaymentsDeps, session: PayerSession, signal: AbortSignal): Promise<OutgoingPaymentAnswer> {
  return read(deps, session, outgoingUrl(session), outgoingPaymentAnswer, signal);
}

/** The newest payments that the token may see. @throws {Refusal} where it may not list. */
export async function listOutgoingPayments(
  deps: OpenPaymentsDeps,
  session: PayerSession,
  signal: AbortSignal,
): Promise<{ payments: readonly OutgoingPaymentAnswer[]; isAll: boolean }> {
  const { wallet } = session;
  const query = new URLSearchParams({ 'wallet-address': wallet.address, first: '50' });
  const url = `${under(wallet.resourceServer, 'outgoing-payments')}?${query.toString()}`;
  const { result, pagination } = await read(deps, session, url, outgoingPaymentList, signal);
  return { payments: result, isAll: pagination?.hasNextPage !== true };
}

/** True when the grant behind the token has paid nothing yet (specification 1.3). @throws {Refusal} at servers that do not tell. */
export async function isUnspent(deps: OpenPaymentsDeps, session: PayerSession, signal: AbortSignal): Promise<boolean> {
  const { spentDebitAmount, spentReceiveAmount } = await read(deps, session, SPENT, grantSpentAnswer, signal);
  return (spentDebitAmount?.value ?? 0n) === 0n && (spentReceiveAmount?.value ?? 0n) === 0n;
}

/**
 * What the wallet counts as spent under an allowance in the present period.
 * @returns the sum, in the asset of `limit`; nothing spent reads as 0.
 * @throws {TenderError} what `isRightGone` holds for when the grant is dead; {Refusal} where the wallet does not tell.
 */
export async function readAllowanceSpent(
  deps: OpenPaymentsDeps,
  rotations: SingleFlight<Grant>,
  { walletId, allowanceId, limit }: { readonly walletId: string; readonly allowanceId: string; readonly limit: Amount },
): Promise<Amount> {
  const wallet = await deps.wallets.get(walletId);
  const withToken = await openGrant(deps, rotations, wallet, allowanceGrant(deps, allowanceId));
  const { spentDebitAmount } = await read(deps, { wallet, withToken }, SPENT, grantSpentAnswer, TO_THE_END);
  if (!spentDebitAmount) return amountOf(0n, assetOf(limit));
  if (sameAsset(spentDebitAmount, limit)) return spentDebitAmount;
  throw new TenderError('malformed', { params: { host: hostOf(wallet.resourceServer), what: 'spentDebitAmount' } });
}

const SPENT = 'outgoing-payment-grant';

/** @param at a path under the wallet's resource server, or one of its URLs. */
function read<T>(
  deps: OpenPaymentsDeps,
  { wallet, withToken }: Pick<PayerSession, 'wallet' | 'withToken'>,
  at: string,
  schema: Parameters<typeof call<T>>[2],
  signal: AbortSignal,
): Promise<T> {
  const key = keyOfWallet(wallet);
  const url = URL.canParse(at) ? at : under(wallet.resourceServer, at);
  return withToken((token) => call(deps, { method: 'GET', url, token: token.value, key, signal }, schema));
}
