import { sameAsset } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import { isDead, isEarly } from '../../model/patience.ts';
import type { Outcome, RailPayment, RailState, RailTools } from '../../model/rail.ts';
import { excessOf, isAllSent, mostOf, saysWhatIsSent } from '../../model/receipt.ts';
import type { PayerWallet } from '../../model/payer-wallet.ts';
import { explain } from '../gnap/explain.ts';
import type { Grant } from '../gnap/grant-state.ts';
import { keyOfWallet } from '../gnap/keys.ts';
import type { SingleFlight } from '../gnap/single-flight.ts';
import { call } from '../http/http.ts';
import { Refusal } from '../http/refusal.ts';
import type { InvoiceDeps } from './deps.ts';
import type { IssuerSession } from './issuer-pay.ts';
import { isOurs, openIssuerSession } from './issuer-pay.ts';
import { errorCodeOf } from './issuer-refusal.ts';
import type { PayeeSide } from './payee-side.ts';
import { partOf, readPayeeSide } from './payee-side.ts';
import { readState } from './state.ts';
import type { InvoicePaymentAnswer } from './wire.ts';
import { foundPaymentAnswer, invoicePaymentAnswer } from './wire.ts';

/** The issuer's view of the payment with our key. */
type PayerSide =
  | { readonly kind: 'found'; readonly payment: InvoicePaymentAnswer }
  /** The issuer has no payment with our key. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly error: TenderError };

/** Reads the issuer and the payee and derives the payment's outcome. */
export async function reconcileWithIssuer(
  deps: InvoiceDeps,
  rotations: SingleFlight<Grant>,
  wallet: PayerWallet,
  payment: RailPayment,
  tools: RailTools,
): Promise<Outcome> {
  const [first, firstPayee] = await Promise.all([
    readPayer(deps, rotations, wallet, payment, tools),
    readPayeeSide(deps, payment, tools.signal),
  ]);
  // The invoice may have been paid by our own request, which reached the issuer after the issuer was read.
  const isOutdated = firstPayee.kind === 'read' && firstPayee.gain > 0n && first.side.kind === 'absent';
  const payer = isOutdated ? await readPayer(deps, rotations, wallet, { ...payment, state: first.state }, tools) : first;
  // The payee was read before the issuer answered and may lack the last packets. A final outcome is decided on a later read.
  const isEnd = payer.side.kind === 'found' && payer.side.payment.state !== 'sending';
  const payee = isEnd && !(firstPayee.kind === 'read' && firstPayee.hasDue) ? await readPayeeSide(deps, payment, tools.signal) : firstPayee;
  const now = deps.clock.now();
  const state = await notePaid(payer.state, payee, now, tools);
  return conclude(payer.side, payee, { ...payment, state }, now);
}

async function notePaid(state: RailState, payee: PayeeSide, now: number, tools: RailTools): Promise<RailState> {
  if (payee.kind === 'unknown' || !payee.hasDue || readState(state).paidSince !== undefined) return state;
  await tools.save({ paidSince: now });
  return { ...state, paidSince: now };
}

async function readPayer(
  deps: InvoiceDeps,
  rotations: SingleFlight<Grant>,
  wallet: PayerWallet,
  payment: RailPayment,
  tools: RailTools,
): Promise<{ side: PayerSide; state: RailState }> {
  try {
    const session = await openIssuerSession(deps, rotations, wallet, payment, tools);
    const side = await readIssued(deps, session, tools.signal);
    return { side, state: { ...session.state(), ...(side.kind === 'found' ? { issued: side.payment.id } : {}) } };
  } catch (thrown) {
    return { side: { kind: 'unknown', error: explain(thrown) }, state: payment.state };
  }
}

async function readIssued(deps: InvoiceDeps, session: IssuerSession, signal: AbortSignal): Promise<PayerSide> {
  try {
    const payment = await read(deps, session, signal);
    if (isOurs(session, payment)) return { kind: 'found', payment };
    return { kind: 'unknown', error: new TenderError('malformed', { params: { what: 'payment' } }) };
  } catch (thrown) {
    const isNone = thrown instanceof Refusal && thrown.facts.status === 404 && thrown.facts.serverCode === 'not_found';
    return isNone && !session.state().issued ? { kind: 'absent' } : { kind: 'unknown', error: explain(thrown) };
  }
}

async function read(deps: InvoiceDeps, session: IssuerSession, signal: AbortSignal): Promise<InvoicePaymentAnswer> {
  const { issuer, wallet, payment } = session;
  const { issued } = session.state();
  const key = keyOfWallet(wallet);
  return await session.withToken(async ({ value: token }) => {
    if (issued) return await call(deps, { method: 'GET', url: issued, token, key, signal }, invoicePaymentAnswer);
    const url = `${issuer.payments}?${new URLSearchParams({ 'idempotency-key': payment.id }).toString()}`;
    return (await call(deps, { method: 'GET', url, token, key, signal }, foundPaymentAnswer)).payment;
  });
}

function conclude(payer: PayerSide, payee: PayeeSide, payment: RailPayment, now: number): Outcome {
  const { state } = payment;
  if (payer.kind === 'unknown') return unknown(payer.error, state);
  if (payee.kind === 'unknown') return unknown(payee.error, state);
  if (payer.kind === 'absent') return absent(payee, payment, state, now);
  const { deliveredAmount, state: said } = payer.payment;
  // Only the payee proves success.
  if (said === 'sending' || said === 'completed') {
    return payee.hasDue ? paid(payer.payment, payee, payment, now) : { status: 'sending', state };
  }
  if (deliveredAmount.value > 0n) {
    return {
      status: 'failed',
      state,
      code: 'paid-in-part',
      params: partOf(payment, deliveredAmount.value),
      ...issuedExcess(payer.payment, payee, payment),
    };
  }
  return undelivered(payer.payment, payee, payment, now);
}

/**
 * The issuer reports a failure without delivery. If its sent amount or the invoice's received amount differs from that, both are read again
 * as long as the quote can still move money.
 */
function undelivered(
  issued: InvoicePaymentAnswer,
  payee: Extract<PayeeSide, { kind: 'read' }>,
  payment: RailPayment,
  now: number,
): Outcome {
  const { error, sentAmount: sent } = issued;
  const { state, quote } = payment;
  if (payee.hasDue) return sent.value > 0n ? paid(issued, payee, payment, now) : { status: 'failed', state, code: 'payable-completed' };
  if ((sent.value > 0n || payee.gain > 0n) && !isDead(quote, now)) return unknown(new TenderError('answer-lost'), state);
  if (sent.value > 0n)
    return { status: 'failed', state, code: 'paid-in-part', params: partOf(payment, payee.gain), ...issuedExcess(issued, payee, payment) };
  return { status: 'failed', state, code: errorCodeOf(error) ?? 'payment-failed' };
}

function issuedExcess(
  { debitAmount, sentAmount }: InvoicePaymentAnswer,
  { received }: Extract<PayeeSide, { kind: 'read' }>,
  payment: RailPayment,
): ReturnType<typeof excessOf> {
  return excessOf(payment, received, ...(debitAmount ? [debitAmount] : []), sentAmount);
}

/**
 * The invoice is paid and the issuer has a payment for it. If the issuer reports that it sent nothing, that may be temporary, or another
 * payer has paid.
 */
function paid(
  { id: reference, debitAmount, sentAmount: sent, deliveredAmount, state: said }: InvoicePaymentAnswer,
  { received }: Extract<PayeeSide, { kind: 'read' }>,
  { quote, state }: RailPayment,
  now: number,
): Outcome {
  const debit = mostOf(quote.debit, debitAmount ? [debitAmount, sent] : [sent]);
  const more = debit.value > quote.debit.value ? { debit } : {};
  const completed = { status: 'completed', state, received, reference, ...more } as const;
  // The amount of a payment that is still sending may grow.
  const open = said === 'sending' && !saysWhatIsSent(quote) ? { isSumOpen: true as const } : {};
  if (said !== 'failed' && isAllSent(debit, sent, quote)) return { ...completed, sent, ...open };
  if (isEarly(readState(state).paidSince ?? now, now)) return { status: 'sending', state };
  const isAllOurs = sameAsset(deliveredAmount, quote.receive) && deliveredAmount.value >= quote.receive.value;
  if (isAllOurs) return completed;
  if (sent.value > 0n || deliveredAmount.value > 0n) return { ...completed, isDebitMost: true };
  return { ...unknown(new TenderError('sender-unknown'), state), isPaid: true };
}

/**
 * The issuer has no payment. If another payer has paid meanwhile, our request will be refused. The payment has failed when our request can
 * no longer arrive.
 */
function absent(payee: Extract<PayeeSide, { kind: 'read' }>, { quote }: RailPayment, state: RailState, now: number): Outcome {
  if (payee.hasDue && !isDead(quote, now)) return { ...unknown(new TenderError('sender-unknown'), state), isPaid: true };
  if (payee.hasDue) return { status: 'failed', state, code: 'payable-completed' };
  if (payee.gain === 0n) return { status: 'nothing-happened', state };
  if (isDead(quote, now)) return { status: 'failed', state, code: 'payable-changed' };
  return unknown(new TenderError('answer-lost'), state);
}

function unknown({ code, params }: TenderError, state: RailState): Extract<Outcome, { status: 'unknown' }> {
  return { status: 'unknown', state, code, params };
}
