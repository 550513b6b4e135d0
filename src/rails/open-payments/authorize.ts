import { TenderError } from '../../model/errors.ts';
import type { AllowanceRequest, Authorization, RailPayment, RailState, RailTools } from '../../model/rail.ts';
import { dropEarlier, finishRight, requestRight } from '../gnap/right.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { hostOf } from '../http/urls.ts';
import { readPayeeSide } from './payee-side.ts';
import { readState } from './state.ts';

/**
 * Asks the payer's wallet for the right to pay this quote to this payee, with both as the grant's limits.
 * Throws as `requestRight` does.
 */
export async function authorizePayment(deps: OpenPaymentsDeps, payment: RailPayment, tools: RailTools): Promise<Authorization> {
  const wallet = await deps.wallets.get(payment.quote.walletId);
  await dropEarlier(deps, readState(payment.state).grant, wallet, tools.signal);
  const answer = await requestRight(
    deps,
    wallet,
    { walletAddress: wallet.address, receiver: payment.payable.url, debit: payment.quote.debit },
    tools,
  );
  return { ...answer, state: { ...payment.state, ...answer.state } };
}

/** Asks for a standing right: `limit` in each period of `interval`, to anybody. Throws as `authorizePayment` does. */
export async function askAllowance(
  deps: OpenPaymentsDeps,
  { walletId, limit, interval }: AllowanceRequest,
  tools: RailTools,
): Promise<Authorization> {
  const wallet = await deps.wallets.get(walletId);
  return await requestRight(deps, wallet, { walletAddress: wallet.address, debit: limit, interval }, tools);
}

/**
 * As `finishAuthorization`, with a look at the payee meanwhile: the user may have been at the wallet for minutes. What the payee says in
 * that time costs nothing, and is not waited for.
 * @throws {TenderError} `payable-completed` when another party has paid: nothing is sent then.
 */
export async function finishPayment(deps: OpenPaymentsDeps, payment: RailPayment, returnUrl: string, tools: RailTools): Promise<RailState> {
  let isPaid = false;
  void readPayeeSide(deps, payment, tools).then((payee) => {
    isPaid = payee.kind === 'read' && payee.hasDue;
  });
  const state = await finishAuthorization(deps, payment.state, returnUrl, tools);
  // Sent before, under an allowance that was refused: what the payee has may be ours, and is read before anything is said of it.
  const mayBeOurs = readState(payment.state).allowance === null;
  if (isPaid && !mayBeOurs) throw new TenderError('payable-completed', { params: { host: hostOf(payment.payable.url) } });
  return state;
}

/** As `finishRight`, for what the rail keeps of a payment or an allowance. */
export async function finishAuthorization(
  deps: OpenPaymentsDeps,
  state: RailState,
  returnUrl: string,
  tools: RailTools,
): Promise<RailState> {
  const { grant } = readState(state);
  if (!grant) throw new TenderError('internal', { params: { what: 'no grant' } });
  return { ...state, grant: await finishRight(deps, grant, returnUrl, tools) };
}
