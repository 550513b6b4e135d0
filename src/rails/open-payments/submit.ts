import type { Amount } from '../../model/amount.ts';
import { amountOf, assetOf, sameAmount, toDecimal } from '../../model/amount.ts';
import { isRightGone, TenderError } from '../../model/errors.ts';
import { isDead, isEarly } from '../../model/patience.ts';
import type { Outcome, RailPayment, RailState, RailTools } from '../../model/rail.ts';
import { excessOf, saysWhatIsSent } from '../../model/receipt.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { explain, withCode } from '../gnap/explain.ts';
import type { PayerSession } from './outgoing-payment.ts';
import { isUnspent, openPayerSession, ownId, postOutgoingPayment } from './outgoing-payment.ts';
import type { PayeeSide } from './payee-side.ts';
import { readPayeeSide } from './payee-side.ts';
import type { PayerSide } from './payer-side.ts';
import { readPayerSide } from './payer-side.ts';
import { Refusal } from '../http/refusal.ts';
import type { SingleFlight } from '../gnap/single-flight.ts';
import type { Grant } from '../gnap/grant-state.ts';
import { readState } from './state.ts';
import { hostOf } from '../http/urls.ts';
import { isOwnPayable, whoPaid } from './who-paid.ts';

/**
 * Creates the outgoing payment. If the payment may have been made, the outcome is `unknown` with `answer-lost` instead of an exception, so
 * that the state found so far is kept.
 * @throws {TenderError} errors which prove that no payment was made: `over-limit`, `key-removed`, `clock-skew`, an error for which
 *   `isRightGone` is true, `quote-expired`, `insufficient-funds`, `payment-refused`, and the errors before the request.
 */
export async function submitPayment(
  deps: OpenPaymentsDeps,
  rotations: SingleFlight<Grant>,
  payment: RailPayment,
  tools: RailTools,
): Promise<Outcome> {
  const session = await openPayerSession(deps, rotations, payment, tools);
  try {
    const made = await postOutgoingPayment(deps, session, tools.signal);
    return await recordSubmitted(session, ownId(session, made));
  } catch (thrown) {
    if (thrown instanceof TenderError && thrown.retry === 'check-first') return unknown(thrown, stateOf(session));
    // If a repeated request is refused (no grant, no money, no quote left), the first request may be the cause. Only a read can tell.
    if (payment.isRepeat) return await reconcileRepeat(deps, session, tools);
    const made = thrown instanceof Refusal ? await findEarlierPayment(deps, session, thrown, tools) : undefined;
    if (made) return made;
    const explained = explainSubmit(thrown, payment, deps.clock.now());
    if (isRightGone(explained.code) && (await hasPayeeReceived(deps, payment, tools)))
      return unknown(answerLost(session), stateOf(session));
    throw explained;
  }
}

/** The wallet has accepted the payment. If saving fails, the payment is read again later. It must not be reported as not sent. */
async function recordSubmitted(session: PayerSession, outgoing: string | undefined): Promise<Outcome> {
  if (outgoing) await session.save({ outgoing }).catch(() => undefined);
  return { status: 'sending', state: stateOf(session) };
}

/**
 * A repeated request was refused: the first one succeeded, or no payment was made. If reading fails, it is read again later and is not
 * reported as failed.
 */
async function reconcileRepeat(deps: OpenPaymentsDeps, session: PayerSession, tools: RailTools): Promise<Outcome> {
  await session.save({ refusedRepeat: true });
  const side = await readPayerSide(deps, session, tools.signal);
  if (side.kind === 'found') return await recordSubmitted(session, side.url);
  return unknown(answerLost(session), stateOf(session));
}

function answerLost({ wallet }: PayerSession): TenderError {
  return new TenderError('answer-lost', { params: { host: hostOf(wallet.resourceServer) } });
}

/** Without a grant nothing can be read at the payer's wallet, but the payee may have received what an earlier copy of the request sent. */
async function hasPayeeReceived(deps: OpenPaymentsDeps, payment: RailPayment, tools: RailTools): Promise<boolean> {
  const payee = await readPayeeSide(deps, payment, tools);
  return payee.kind === 'read' && payee.gain > 0n;
}

/**
 * A request can reach the wallet twice: browsers and proxies repeat requests on broken connections. Then the refusal answers the second
 * request, and the first one has used the quote, the limit or the money. So the wallet's payments are read before the refusal is trusted.
 * @returns undefined if the wallet has no payment for this quote, or if the reason of the refusal cannot be an earlier request.
 * @throws {TenderError} `answer-lost` if that cannot be read.
 */
async function findEarlierPayment(
  deps: OpenPaymentsDeps,
  session: PayerSession,
  refusal: Refusal,
  tools: RailTools,
): Promise<Outcome | undefined> {
  const side = await readPayerSide(deps, session, tools.signal);
  if (side.kind === 'found') return await recordSubmitted(session, side.url);
  const isUsedUp = isAboutQuote(refusal) || refusal.isAboutMoney || isAboutLimit(refusal);
  if (side.kind === 'unknown' && isUsedUp) throw new TenderError('answer-lost', { params: refusal.params, cause: refusal });
  return undefined;
}

function isAboutQuote({ facts: { status, description } }: Refusal): boolean {
  return status === 409 || status === 404 || (status === 400 && /quote/i.test(description));
}

function isAboutLimit({ facts: { status, description } }: Refusal): boolean {
  return status === 403 && /^unauthorized$|limit|exceed/i.test(description);
}

function explainSubmit(thrown: unknown, { quote }: RailPayment, now: number): TenderError {
  if (!(thrown instanceof Refusal)) return explain(thrown);
  if (thrown.isAboutMoney) return withCode(thrown, 'insufficient-funds');
  if (isAboutLimit(thrown)) return withCode(thrown, 'over-limit');
  if (isAboutQuote(thrown) && (quote.expiresAt <= now || /expired/i.test(thrown.facts.description)))
    return withCode(thrown, 'quote-expired');
  return explain(thrown, isAboutGrant(thrown) ? 'right-refused' : 'payment-refused');
}

/** Whether the token is valid but its grant does not cover this payment (any more). */
function isAboutGrant({ facts: { status, description } }: Refusal): boolean {
  return status === 403 && /insufficient grant|not (?:permitted|allowed|authori[sz]ed)|forbidden/i.test(description);
}

/**
 * Reads both wallets and derives the payment's outcome. `nothing-happened` requires three facts: the wallet has no payment for this quote,
 * that read is reliable, and the payee received nothing. `completed` requires proof that the money came from this payment, see `whoPaid`.
 */
export async function reconcilePayment(
  deps: OpenPaymentsDeps,
  rotations: SingleFlight<Grant>,
  payment: RailPayment,
  tools: RailTools,
): Promise<Outcome> {
  const [first, firstPayee] = await Promise.all([readPayer(deps, rotations, payment, tools), readPayeeSide(deps, payment, tools)]);
  // The payee was read before the payer answered and may lack the last packets. A failure is decided on a later read.
  const isFresh = firstPayee.kind === 'unknown' || firstPayee.hasDue || (first.side.kind === 'found' && !first.side.failed);
  const payee = isFresh ? firstPayee : await readPayeeSide(deps, payment, tools);
  const isOutdated = payee.kind === 'read' && payee.hasDue && isPayeeNewer(first.side, payment);
  const payer = isOutdated ? await readPayer(deps, rotations, { ...payment, state: first.state }, tools) : first;
  const changed = payee.kind === 'read' && payee.receiver ? { receiver: payee.receiver } : {};
  const state = { ...payer.state, ...changed };
  if (payee.kind === 'unknown') return unknown(payer.side.kind === 'unknown' ? payer.side.error : payee.error, state);
  if (!payee.hasDue) return concludeUnpaid(payer.side, payee, { ...payment, state }, deps.clock.now());
  const side = isOutdated ? mergeReads(first.side, payer.side) : payer.side;
  return await concludePaid(deps, rotations, { payer: side, payee, payment: { ...payment, state } }, tools);
}

/**
 * Whether the payee may have changed after the payer was read. The payee may have been paid by our own request, which reached our wallet
 * after the read. And if the wallet does not say how much a payment sends, the sent amount may be partial until it is read again.
 */
function isPayeeNewer(side: PayerSide, { quote }: RailPayment): boolean {
  if (side.kind === 'found') return side.sent.value > 0n && !saysWhatIsSent(quote);
  return side.kind === 'absent' || side.error.code === 'answer-lost';
}

/** The later of two reads of the payer. `isSumOpen` is set if they differ on the sent amount. */
function mergeReads(first: PayerSide, later: PayerSide): PayerSide {
  if (first.kind !== 'found' || later.kind !== 'found' || sameAmount(first.sent, later.sent)) return later;
  return { ...later, isSumOpen: true };
}

async function readPayer(
  deps: OpenPaymentsDeps,
  rotations: SingleFlight<Grant>,
  payment: RailPayment,
  tools: RailTools,
): Promise<{ side: PayerSide; state: RailState }> {
  try {
    const session = await openPayerSession(deps, rotations, payment, tools);
    const side = await readPayerSide(deps, session, tools.signal);
    return { side, state: { ...stateOf(session), ...(side.kind === 'found' ? { outgoing: side.url } : {}) } };
  } catch (thrown) {
    return { side: { kind: 'unknown', error: explain(thrown) }, state: payment.state };
  }
}

type PayeeRead = Extract<PayeeSide, { kind: 'read' }>;

/** Both sides, the payer's read after the payee had the due amount. */
interface Paid {
  readonly payer: PayerSide;
  readonly payee: PayeeRead;
  readonly payment: RailPayment;
}

/**
 * The payee has the due amount. If the money came from us, the outcome has a receipt. If it came from another payer, a receipt would be
 * wrong.
 */
async function concludePaid(deps: OpenPaymentsDeps, rotations: SingleFlight<Grant>, paid: Paid, tools: RailTools): Promise<Outcome> {
  const { payer, payee, payment } = paid;
  const paidSince = readState(payment.state).paidSince ?? (await notePaid(deps, tools));
  const state = { ...payment.state, paidSince };
  const verdict = whoPaid(payer, payment, false);
  if (verdict === 'others' && isOver(deps, payer, payment)) return { status: 'failed', state, code: 'payable-completed' };
  if (verdict === 'ours' && payer.kind === 'found') {
    const open = saysWhatIsSent(payment.quote) ? {} : { isSumOpen: true as const };
    return { ...receiptOf(payer, payee, payment), sent: payer.sent, ...open, state };
  }
  if (isEarly(paidSince, deps.clock.now())) {
    return payer.kind === 'unknown' ? unknown(payer.error, state) : { status: 'sending', state };
  }
  if (verdict === 'ours-unproven-sum') {
    // If others may have paid a part, the debit may be smaller.
    const most = isOwnPayable(payment) ? {} : { isDebitMost: true as const };
    return { ...receiptOf(payer, payee, payment), ...most, state };
  }
  if (isOver(deps, payer, payment) && (await hasSpentNothing(deps, rotations, paid, tools))) {
    return { status: 'failed', state, code: 'payable-completed' };
  }
  return { ...unknown(new TenderError('sender-unknown'), state), isPaid: true };
}

/** Whether no money can leave the account for this payment any more: it failed, or its quote has certainly expired. */
function isOver({ clock }: OpenPaymentsDeps, payer: PayerSide, { quote }: RailPayment): boolean {
  return (payer.kind === 'found' && payer.failed) || isDead(quote, clock.now());
}

async function notePaid({ clock }: OpenPaymentsDeps, tools: RailTools): Promise<number> {
  const paidSince = clock.now();
  await tools.save({ paidSince });
  return paidSince;
}

function receiptOf(payer: PayerSide, { received }: PayeeRead, { quote, state }: RailPayment): Extract<Outcome, { status: 'completed' }> {
  if (payer.kind !== 'found') return { status: 'completed', state, received };
  const more = payer.debit.value > quote.debit.value ? { debit: payer.debit } : {};
  return { status: 'completed', state, received, reference: payer.url, ...more };
}

/**
 * A second check for a payment that the wallet reports as not sent: the amount spent under its grant. For an allowance, this amount says
 * nothing about one payment.
 */
async function hasSpentNothing(
  deps: OpenPaymentsDeps,
  rotations: SingleFlight<Grant>,
  { payer, payment }: Paid,
  tools: RailTools,
): Promise<boolean> {
  if (payer.kind !== 'found') return false;
  try {
    const session = await openPayerSession(deps, rotations, payment, tools);
    const isUnspentToo = !session.isShared && (await isUnspent(deps, session, tools.signal));
    return whoPaid(payer, payment, isUnspentToo) === 'others';
  } catch {
    // The wallet does not publish the amount.
    return false;
  }
}

/** The payee does not have the due amount: the payment is in progress, failed, was never made, or its state is unknown. */
function concludeUnpaid(payer: PayerSide, payee: PayeeRead, payment: RailPayment, now: number): Outcome {
  const { state } = payment;
  // The payee accepts no more money and has received some from us.
  if (payee.isClosed && payee.gain > 0n && payer.kind === 'found' && payer.sent.value > 0n) {
    return { ...receiptOf(payer, payee, payment), isDebitMost: true, state };
  }
  if (payer.kind === 'unknown') return { ...unknown(payer.error, state), ...(hasNoEvidence(payer, payee, state) ? { isMute: true } : {}) };
  if (payer.kind === 'absent') return absent(payer.surely, payee.gain, state);
  if (!payer.failed) return { status: 'sending', state };
  if (payer.sent.value === 0n && payee.gain === 0n) return { status: 'failed', state, code: 'payment-failed' };
  if (payer.sent.value === 0n) {
    // The payee has received a part, and the wallet says that it sent nothing. Another payer has sent it, if our payment can no longer send
    // money.
    return isDead(payment.quote, now)
      ? { status: 'failed', state, code: 'payable-changed' }
      : unknown(new TenderError('answer-lost'), state);
  }
  const { payable, quote } = payment;
  const inAll = amountOf(payable.received.value + quote.receive.value, assetOf(quote.receive));
  const params = { actual: amountText(payee.received), stated: amountText(inAll) };
  return { status: 'failed', state, code: 'paid-in-part', params, ...excessOf(payment, payee.received, payer.debit) };
}

/**
 * Whether neither side shows a payment and the payer's wallet proves nothing. False if the wallet has the payment, or may have had it
 * before a repeated request.
 */
function hasNoEvidence({ error, isMissing }: Extract<PayerSide, { kind: 'unknown' }>, { gain }: PayeeRead, state: RailState): boolean {
  const { outgoing, refusedRepeat = false } = readState(state);
  return gain === 0n && outgoing === undefined && !refusedRepeat && (isMissing === true || isUnreadable(error));
}

/** Whether the access to read is missing or not valid any more. */
function isUnreadable(error: TenderError): boolean {
  if (isRightGone(error.code) || error.code === 'key-removed' || error.code === 'no-wallet') return true;
  return error instanceof Refusal && (error.facts.status === 401 || error.facts.status === 403);
}

function amountText(amount: Amount): string {
  return `${toDecimal(amount)} ${amount.assetCode}`;
}

function absent(surely: boolean, gain: bigint, state: RailState): Outcome {
  const isSafe = gain === 0n && (surely || !readState(state).refusedRepeat);
  return isSafe ? { status: 'nothing-happened', state } : unknown(new TenderError('answer-lost'), state);
}

function unknown({ code, params }: TenderError, state: RailState): Extract<Outcome, { status: 'unknown' }> {
  return { status: 'unknown', state, code, params };
}

function stateOf(session: PayerSession): RailState {
  return { ...session.payment.state, ...session.state() };
}
