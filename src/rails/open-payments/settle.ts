import type { Amount } from '../../payments/amount.ts';
import { amountOf, assetOf, toDecimal } from '../../payments/amount.ts';
import { isRightGone, TenderError } from '../../payments/errors.ts';
import type { Outcome, RailPayment, RailState, RailTools } from '../../payments/rail.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { explain, renamed } from '../gnap/explain.ts';
import type { PayerSession } from './outgoing-payment.ts';
import { openPayerSession, ownId, postOutgoingPayment } from './outgoing-payment.ts';
import type { PayeeSide } from './payee-side.ts';
import { readPayeeSide } from './payee-side.ts';
import type { PayerSide } from './payer-side.ts';
import { readPayerSide } from './payer-side.ts';
import { Refusal } from '../http/refusal.ts';
import type { SingleFlight } from '../gnap/single-flight.ts';
import type { Grant } from '../gnap/grant-state.ts';
import { readState } from './state.ts';
import { hostOf } from '../http/urls.ts';

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
  const isUsedUp = isAboutQuote(refusal) || isAboutMoney(refusal) || isAboutLimit(refusal);
  if (side.kind === 'unknown' && isUsedUp) throw new TenderError('answer-lost', { params: refusal.params, cause: refusal });
  return undefined;
}

function isAboutQuote({ facts: { status, description } }: Refusal): boolean {
  return status === 409 || status === 404 || (status === 400 && /quote/i.test(description));
}

function isAboutMoney({ facts: { status, description } }: Refusal): boolean {
  return status === 402 || /insufficient (?:funds|balance)/i.test(description);
}

function isAboutLimit({ facts: { status, description } }: Refusal): boolean {
  return status === 403 && /^unauthorized$|limit|exceed/i.test(description);
}

function explainSubmit(thrown: unknown, { quote }: RailPayment, now: number): TenderError {
  if (!(thrown instanceof Refusal)) return explain(thrown);
  if (isAboutMoney(thrown)) return renamed(thrown, 'insufficient-funds');
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
 * this quote, the reading itself is beyond doubt, and the payee got nothing.
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
  // What has paid the payee may be our own request, late on the wire, and at our wallet only after that was read.
  const isOutdated = payee.kind === 'read' && payee.hasDue && isBeforeOurs(first.side);
  const payer = isOutdated ? await readPayer(deps, rotations, { ...payment, state: first.state }, tools) : first;
  const changed = payee.kind === 'read' && payee.receiver ? { receiver: payee.receiver } : {};
  return conclude(payer.side, payee, payment, { ...payer.state, ...changed });
}

/** A reading that can have come just before our payment did, or while it came. */
function isBeforeOurs(side: PayerSide): boolean {
  return side.kind === 'absent' || (side.kind === 'unknown' && side.error.code === 'answer-lost');
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

function conclude(payer: PayerSide, payee: PayeeSide, payment: RailPayment, state: RailState): Outcome {
  if (payee.kind === 'unknown') return unknown(payer.kind === 'unknown' ? payer.error : payee.error, state);
  const hasSent = payer.kind === 'found' && payer.sent.value > 0n;
  // Somebody else paid it meanwhile: nothing left our wallet, and a receipt of ours would be a lie.
  const isOthers = (payer.kind === 'found' && payer.failed && !hasSent) || (payer.kind === 'absent' && payer.surely);
  if (payee.hasDue && isOthers) return { status: 'failed', state, code: 'payable-completed' };
  if (payee.hasDue || (payee.isClosed && hasSent)) {
    const ours = payer.kind === 'found' ? { sent: payer.sent, reference: payer.url } : {};
    return { status: 'completed', state, received: payee.received, ...ours };
  }
  return concludeUnpaid(payer, payee, payment, state);
}

/** The payee has not got what was due: on its way, failed, never made, or not known. */
function concludeUnpaid(payer: PayerSide, payee: Extract<PayeeSide, { kind: 'read' }>, payment: RailPayment, state: RailState): Outcome {
  if (payer.kind === 'unknown') return unknown(payer.error, state);
  if (payer.kind === 'absent') return absent(payer.surely, payee.gain, state);
  if (!payer.failed) return { status: 'sending', state };
  if (payer.sent.value === 0n) return { status: 'failed', state, code: 'payment-failed' };
  const { payable, quote } = payment;
  const inAll = amountOf(payable.received.value + quote.receive.value, assetOf(quote.receive));
  const params = { actual: named(payee.received), stated: named(inAll) };
  return { status: 'failed', state, code: 'paid-in-part', params };
}

function named(amount: Amount): string {
  return `${toDecimal(amount)} ${amount.assetCode}`;
}

function absent(surely: boolean, gain: bigint, state: RailState): Outcome {
  const isSafe = gain === 0n && (surely || !readState(state).refusedRepeat);
  return isSafe ? { status: 'nothing-happened', state } : unknown(new TenderError('answer-lost'), state);
}

function unknown({ code, params }: TenderError, state: RailState): Outcome {
  return { status: 'unknown', state, code, params };
}

function stateOf(session: PayerSession): RailState {
  return { ...session.payment.state, ...session.state() };
}
