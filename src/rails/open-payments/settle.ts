import type { Amount } from '../../model/amount.ts';
import { amountOf, assetOf, sameAmount, toDecimal } from '../../model/amount.ts';
import { isRightGone, TenderError } from '../../model/errors.ts';
import { isDead, isEarly } from '../../model/patience.ts';
import type { Outcome, RailPayment, RailState, RailTools } from '../../model/rail.ts';
import { excessOf, saysWhatIsSent } from '../../model/receipt.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { explain, renamed } from '../gnap/explain.ts';
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
 * Sends the payment. When it may have been made the outcome is `unknown`, `answer-lost`, and not an exception: what the rail found out
 * meanwhile must not get lost.
 * @throws {TenderError} what proves that it was not made: `over-limit`, `key-removed`, `clock-skew`, a right that is gone (`isRightGone`),
 *   `quote-expired`, `insufficient-funds`, `payment-refused`, and what preparing it throws.
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
    return await sending(session, ownId(session, made));
  } catch (thrown) {
    if (thrown instanceof TenderError && thrown.retry === 'check-first') return unknown(thrown, stateOf(session));
    // Whatever a repeat meets (no right left, no money left, no quote left) may be what the first one did: only reading tells.
    if (payment.isRepeat) return await judgeRepeat(deps, session, tools);
    const made = thrown instanceof Refusal ? await madeBefore(deps, session, thrown, tools) : undefined;
    if (made) return made;
    const explained = explainSubmit(thrown, payment, deps.clock.now());
    if (isRightGone(explained.code) && (await hasGained(deps, payment, tools))) return unknown(answerLost(session), stateOf(session));
    throw explained;
  }
}

/** The wallet has it. If that cannot be written now, it is read again later; it must not look as if nothing had happened. */
async function sending(session: PayerSession, outgoing: string | undefined): Promise<Outcome> {
  if (outgoing) await session.save({ outgoing }).catch(() => undefined);
  return { status: 'sending', state: stateOf(session) };
}

/** Sent before, and refused now: made the first time, or not at all. What cannot be read is read again later, and never called a failure here. */
async function judgeRepeat(deps: OpenPaymentsDeps, session: PayerSession, tools: RailTools): Promise<Outcome> {
  await session.save({ refusedRepeat: true });
  const side = await readPayerSide(deps, session, tools.signal);
  if (side.kind === 'found') return await sending(session, side.url);
  return unknown(answerLost(session), stateOf(session));
}

function answerLost({ wallet }: PayerSession): TenderError {
  return new TenderError('answer-lost', { params: { host: hostOf(wallet.resourceServer) } });
}

/** Without a right there is nothing to read at the payer's wallet, but the payee may have got what an earlier copy of the request sent. */
async function hasGained(deps: OpenPaymentsDeps, payment: RailPayment, tools: RailTools): Promise<boolean> {
  const payee = await readPayeeSide(deps, payment, tools);
  return payee.kind === 'read' && payee.gain > 0n;
}

/**
 * A request can reach the wallet twice (browsers and proxies repeat what a dead connection left unanswered), and then a refusal is the answer
 * to the second: the first one has used up the quote, the limit or the money. So what the wallet has is read before it is believed.
 * @returns nothing where the wallet has no payment of this quote, or refuses what no payment of ours can have caused.
 * @throws {TenderError} `answer-lost` where that cannot be read.
 */
async function madeBefore(deps: OpenPaymentsDeps, session: PayerSession, refusal: Refusal, tools: RailTools): Promise<Outcome | undefined> {
  const side = await readPayerSide(deps, session, tools.signal);
  if (side.kind === 'found') return await sending(session, side.url);
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
  if (thrown.isAboutMoney) return renamed(thrown, 'insufficient-funds');
  if (isAboutLimit(thrown)) return renamed(thrown, 'over-limit');
  if (isAboutQuote(thrown) && (quote.expiresAt <= now || /expired/i.test(thrown.facts.description)))
    return renamed(thrown, 'quote-expired');
  return explain(thrown, isAboutRight(thrown) ? 'right-refused' : 'payment-refused');
}

/** The token is alive, and the right behind it does not do (any more) for this payment. */
function isAboutRight({ facts: { status, description } }: Refusal): boolean {
  return status === 403 && /insufficient grant|not (?:permitted|allowed|authori[sz]ed)|forbidden/i.test(description);
}

/**
 * Reads both sides and says what is known of the payment. `nothing-happened` needs three things together: the wallet has no payment of
 * this quote, the reading itself is beyond doubt, and the payee got nothing. `completed` needs proof that the money was ours: see `whoPaid`.
 */
export async function reconcilePayment(
  deps: OpenPaymentsDeps,
  rotations: SingleFlight<Grant>,
  payment: RailPayment,
  tools: RailTools,
): Promise<Outcome> {
  const [first, beside] = await Promise.all([readPayer(deps, rotations, payment, tools), readPayeeSide(deps, payment, tools)]);
  // Read before the payer's answer, the payee's may miss the last packets: what ends the payment badly is judged on a later one.
  const isFresh = beside.kind === 'unknown' || beside.hasDue || (first.side.kind === 'found' && !first.side.failed);
  const payee = isFresh ? beside : await readPayeeSide(deps, payment, tools);
  const isOutdated = payee.kind === 'read' && payee.hasDue && isOutrun(first.side, payment);
  const payer = isOutdated ? await readPayer(deps, rotations, { ...payment, state: first.state }, tools) : first;
  const changed = payee.kind === 'read' && payee.receiver ? { receiver: payee.receiver } : {};
  const state = { ...payer.state, ...changed };
  if (payee.kind === 'unknown') return unknown(payer.side.kind === 'unknown' ? payer.side.error : payee.error, state);
  if (!payee.hasDue) return concludeUnpaid(payer.side, payee, { ...payment, state }, deps.clock.now());
  const side = isOutdated ? agreed(first.side, payer.side) : payer.side;
  return await concludePaid(deps, rotations, { payer: side, payee, payment: { ...payment, state } }, tools);
}

/**
 * A reading of the payer's side that the payee's may have outrun. What has paid the payee may be our own request, late on the wire, and at
 * our wallet only after that was read. And a sum that nothing in the quote is held against may be a part, until it is read once more.
 */
function isOutrun(side: PayerSide, { quote }: RailPayment): boolean {
  if (side.kind === 'found') return side.sent.value > 0n && !saysWhatIsSent(quote);
  return side.kind === 'absent' || side.error.code === 'answer-lost';
}

/** Of two readings: the later, and whether they differ on the sum. That something was sent, as the first said, stays true. */
function agreed(first: PayerSide, later: PayerSide): PayerSide {
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

/** Both sides as they were read, the payer's after the payee had what was due. */
interface Paid {
  readonly payer: PayerSide;
  readonly payee: PayeeRead;
  readonly payment: RailPayment;
}

/** The payee has what was due. From us: a receipt. From somebody else: a receipt of ours would be a lie. */
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
    // Where others can have paid a part, only a part of the debit may have left.
    const most = isOwnPayable(payment) ? {} : { isDebitMost: true as const };
    return { ...receiptOf(payer, payee, payment), ...most, state };
  }
  if (isOver(deps, payer, payment) && (await hasSpentNothing(deps, rotations, paid, tools))) {
    return { status: 'failed', state, code: 'payable-completed' };
  }
  return { ...unknown(new TenderError('sender-unknown'), state), isPaid: true };
}

/** Whether no money can leave for it any more: it failed, or its quote is dead for certain. Until then a wallet may make it, or settle it. */
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

/** A second word of the wallet's on a payment of which it says that nothing was sent. Of an allowance it says nothing of one payment among others. */
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
    // It does not tell.
    return false;
  }
}

/** The payee has not got what was due: on its way, failed, never made, or not known. */
function concludeUnpaid(payer: PayerSide, payee: PayeeRead, payment: RailPayment, now: number): Outcome {
  const { state } = payment;
  // It takes no more, and is content with what came from us.
  if (payee.isClosed && payee.gain > 0n && payer.kind === 'found' && payer.sent.value > 0n) {
    return { ...receiptOf(payer, payee, payment), isDebitMost: true, state };
  }
  if (payer.kind === 'unknown') return { ...unknown(payer.error, state), ...(isMute(payer, payee, state) ? { isMute: true } : {}) };
  if (payer.kind === 'absent') return absent(payer.surely, payee.gain, state);
  if (!payer.failed) return { status: 'sending', state };
  if (payer.sent.value === 0n && payee.gain === 0n) return { status: 'failed', state, code: 'payment-failed' };
  if (payer.sent.value === 0n) {
    // The payee has got a part, and the wallet denies that it sent any: another payer's, once no money of ours can be on its way.
    return isDead(payment.quote, now)
      ? { status: 'failed', state, code: 'payable-changed' }
      : unknown(new TenderError('answer-lost'), state);
  }
  const { payable, quote } = payment;
  const inAll = amountOf(payable.received.value + quote.receive.value, assetOf(quote.receive));
  const params = { actual: named(payee.received), stated: named(inAll) };
  return { status: 'failed', state, code: 'paid-in-part', params, ...excessOf(payment, payee.received, payer.debit) };
}

/** Nothing came of the payment as far as anybody says, and its payer's wallet proves nothing. One that had it, or may have had it before a repeat, is no such. */
function isMute({ error, isMissing }: Extract<PayerSide, { kind: 'unknown' }>, { gain }: PayeeRead, state: RailState): boolean {
  const { outgoing, refusedRepeat = false } = readState(state);
  return gain === 0n && outgoing === undefined && !refusedRepeat && (isMissing === true || isUnreadable(error));
}

/** No right to read is left, or none was ever given for it. */
function isUnreadable(error: TenderError): boolean {
  if (isRightGone(error.code) || error.code === 'key-removed' || error.code === 'no-wallet') return true;
  return error instanceof Refusal && (error.facts.status === 401 || error.facts.status === 403);
}

function named(amount: Amount): string {
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
