import type { Amount } from '../../model/amount.ts';
import { assetOf, fromDecimal, sameAmount, toDecimal } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type { Intent } from '../../model/intent.ts';
import type { Payable } from '../../model/payable.ts';
import type { Quote } from '../../model/quote.ts';
import type { Quoted, Rail, RailPayment, RailTools, Resolved } from '../../model/rail.ts';
import { hostOf } from '../http/urls.ts';
import type { OpenChargeContext } from './deps.ts';
import type { Order } from './order.ts';
import { readRequest } from './request.ts';
import type { State } from './state.ts';
import type { VerifiedCheckout } from './verify-checkout.ts';
import { shownOf } from './verify-checkout.ts';

/**
 * Reads the due amount of the gateway's incoming payment for a verified order.
 * @throws {TenderError} as `verifyCheckout` does, `amount-open`, `amount-mismatch` if it is not the signed amount, and the
 *   errors of the Open Payments rail.
 */
export async function resolveOrder(
  { inner }: OpenChargeContext,
  {
    intent,
    walletId,
    verifying,
  }: { readonly intent: Intent; readonly walletId: string | undefined; readonly verifying: Promise<VerifiedCheckout> },
  tools: RailTools,
): Promise<Resolved> {
  const checkout = await verifying;
  const { session, merchant, order } = checkout;
  const { payable, state } = await inner.resolve(innerIntent(inner, intent, session.incomingPayment, order), walletId, tools);
  checkOrderedAmount(order, payable);
  const shown = shownOf(checkout);
  const expiresAt = Math.min(shown.order.expiresAt, payable.expiresAt ?? Number.POSITIVE_INFINITY);
  const facts: State['session'] = {
    url: session.url,
    merchant: { id: merchant.id, name: merchant.name, publicKey: merchant.publicKey },
    recipients: [merchant.id, ...merchant.gateways],
    expiresAt: session.expiresAt,
  };
  return { payable: { ...payable, ...shown, expiresAt }, state: { ...state, session: facts } };
}

/**
 * Requests a quote as soon as the incoming payment is known.
 * @param verifying the verification of a concurrent `resolve`; absent if it was resolved before.
 * @throws {TenderError} `payable-expired`, `amount-mismatch`, and the errors of the Open Payments rail.
 */
export async function quoteOrder(
  { inner, clock }: OpenChargeContext,
  {
    intent,
    walletId,
    verifying,
  }: { readonly intent: Intent; readonly walletId: string; readonly verifying: Promise<VerifiedCheckout> | undefined },
  resolving: Promise<Resolved>,
  tools: RailTools,
): Promise<Quoted> {
  const { order } = readRequest(intent);
  const url = (await verifying)?.session.incomingPayment ?? (await resolving).payable.url;
  const quoted = await inner.quote(innerIntent(inner, intent, url, order), walletId, resolving, tools);
  const { payable } = await resolving;
  checkInTime(payable, quoted.quote, clock.now());
  const { receive } = quoted.quote;
  // If the due amount cannot be read at the gateway's wallet, only the quote shows it.
  if (!payable.due && !sameAmount(receive, fromDecimal(order.total, assetOf(receive)))) throw mismatch(order, receive);
  return quoted;
}

/** The payment to the gateway, for the Open Payments rail. */
export function innerPayment(inner: Rail, payment: RailPayment): RailPayment {
  const { order } = readRequest(payment.intent);
  return { ...payment, intent: innerIntent(inner, payment.intent, payment.payable.url, order) };
}

function innerIntent(inner: Rail, intent: Intent, incomingPayment: string, { total }: Order): Intent {
  return { ...intent, request: inner.parseRequest('incomingPayment', incomingPayment), total };
}

/**
 * The user's clock may be hours off, so the wallet's clock decides: the rail that pays compares the expiry with the date of its quote, and
 * here our clock is corrected by its difference to that date.
 * @throws {TenderError} `payable-expired` if the signed order has expired.
 */
export function checkInTime({ url, order }: Payable, { clockAhead = 0 }: Pick<Quote, 'clockAhead'>, now: number): void {
  if (order && order.expiresAt <= now - clockAhead) throw new TenderError('payable-expired', { params: { host: hostOf(url) } });
}

/** Checks that the gateway's incoming payment is for exactly the signed amount; a part may have been paid before. */
function checkOrderedAmount(order: Order, { payee, due, received }: Payable): void {
  if (!due && payee) throw new TenderError('amount-open');
  if (!due) return;
  const inAll = { ...due, value: due.value + received.value };
  if (!sameAmount(inAll, fromDecimal(order.total, assetOf(due)))) throw mismatch(order, inAll);
}

function mismatch({ total }: Order, actual: Amount): TenderError {
  const params = { stated: `${total.value} ${total.currency}`, actual: `${toDecimal(actual)} ${actual.assetCode}` };
  return new TenderError('amount-mismatch', { params });
}
