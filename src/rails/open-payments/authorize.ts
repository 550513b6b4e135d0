import { TenderError } from '../../model/errors.ts';
import type { AllowanceRequest, Authorization, RailPayment, RailState, RailTools } from '../../model/rail.ts';
import { revokeEarlierGrant, finishPaymentGrant, requestPaymentGrant } from '../gnap/payment-grant.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { hostOf } from '../http/urls.ts';
import { readPayeeSide } from './payee-side.ts';
import { readState } from './state.ts';

/** Requests a grant for this payment, limited to the quote's debit and to the payee. Throws the errors of `requestPaymentGrant`. */
export async function authorizePayment(deps: OpenPaymentsDeps, payment: RailPayment, tools: RailTools): Promise<Authorization> {
  const wallet = await deps.wallets.get(payment.quote.walletId);
  await revokeEarlierGrant(deps, readState(payment.state).grant, wallet, tools.signal);
  const answer = await requestPaymentGrant(
    deps,
    wallet,
    { walletAddress: wallet.address, receiver: payment.payable.url, debit: payment.quote.debit },
    tools,
  );
  return { ...answer, state: { ...payment.state, ...answer.state } };
}

/** Requests a grant for an allowance: `limit` in each period of `interval`, for any payee. Throws the errors of `requestPaymentGrant`. */
export async function requestAllowanceGrant(
  deps: OpenPaymentsDeps,
  { walletId, limit, interval }: AllowanceRequest,
  tools: RailTools,
): Promise<Authorization> {
  const wallet = await deps.wallets.get(walletId);
  return await requestPaymentGrant(deps, wallet, { walletAddress: wallet.address, debit: limit, interval }, tools);
}

/**
 * Calls `finishAuthorization` and reads the payee's side at the same time, because the interaction may have taken minutes. It does not wait
 * for the payee.
 * @throws {TenderError} `payable-completed` if another party has paid. Nothing is sent in that case.
 */
export async function finishPayment(deps: OpenPaymentsDeps, payment: RailPayment, returnUrl: string, tools: RailTools): Promise<RailState> {
  let isPaid = false;
  void readPayeeSide(deps, payment, tools).then((payee) => {
    isPaid = payee.kind === 'read' && payee.hasDue;
  });
  const state = await finishAuthorization(deps, payment.state, returnUrl, tools);
  // The payment was submitted before, under an allowance that the wallet refused. The payee may have received our money, which must be
  // reconciled first.
  const mayBeOurs = readState(payment.state).allowance === null;
  if (isPaid && !mayBeOurs) throw new TenderError('payable-completed', { params: { host: hostOf(payment.payable.url) } });
  return state;
}

/** Calls `finishPaymentGrant` for the state of a payment or an allowance. */
export async function finishAuthorization(
  deps: OpenPaymentsDeps,
  state: RailState,
  returnUrl: string,
  tools: RailTools,
): Promise<RailState> {
  const { grant } = readState(state);
  if (!grant) throw new TenderError('internal', { params: { what: 'no grant' } });
  return { ...state, grant: await finishPaymentGrant(deps, grant, returnUrl, tools) };
}
