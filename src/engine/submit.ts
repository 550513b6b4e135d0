import type { Clock } from '../model/clock.ts';
import { CONSENT_LIFE } from '../consents/consents.ts';
import { isSendable } from './authorize.ts';
import type { EngineContext } from './engine-context.ts';
import { railPaymentOf, railOf, submitAttempts, sinceApproval, toolsFor } from './engine-context.ts';
import { isRightGone, TenderError, toTenderError } from '../model/errors.ts';
import { isDead } from '../model/patience.ts';
import type { Failure, Payment } from '../model/payment.ts';
import { changed } from '../model/payment.ts';
import type { Outcome } from '../model/rail.ts';
import type { PaymentState } from '../model/states.ts';
import { isOver } from '../model/states.ts';

/** A settlement that takes longer than this is shown as "checking". */
const SETTLEMENT_DEADLINE = 30_000;
/** The same request may be sent again for this long after the approval, and only on proof that nothing happened. */
const RESEND_LIFE = 10 * 60_000;
/** Sent this often, it is left to reading: a wallet that takes none of them has a reason that one more does not change. */
const MAX_SUBMIT_ATTEMPTS = 3;
/** First wait between two readings, near what wallets take to settle; each later one is half as long again, up to the last. */
const FIRST_POLL_DELAY = 100;
const LAST_POLL_DELAY = 60_000;

/**
 * Sends an authorized payment and follows it to its end. `submitting` is on disk before the request leaves; a lost answer leads to
 * `unsure`, never to a second request without proof.
 */
export async function submit(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  const payment = await context.journalWriter.move(id, ['authorized', 'unsure'], 'submitting');
  if (payment) await dispatch(context, payment, signal);
}

/** Sends a payment whose `submitting` is on disk. Called once for each time that it was written, by whoever wrote it. */
export async function dispatch(context: EngineContext, payment: Payment, signal: AbortSignal): Promise<void> {
  const outcome = await send(context, payment, signal);
  if (!(await fallBackToConsent(context, payment, outcome))) await recordOutcome(context, payment.id, outcome);
}

/**
 * Where the wallet does not take the allowance under which a payment was approved, it goes the way of every other payment: to the wallet,
 * for a consent to it alone. The outcome is that of a rail which has read what it could, and nothing moved.
 * @returns whether it does.
 */
async function fallBackToConsent(context: EngineContext, { id, allowanceId, quote, intent }: Payment, outcome: Outcome): Promise<boolean> {
  const standing = context.rails.get(intent.request.rail)?.allowances;
  if (allowanceId === undefined || !quote || !standing || outcome.status !== 'failed') return false;
  if (!isRightGone(outcome.code) && outcome.code !== 'over-limit') return false;
  const failure = { code: outcome.code, params: outcome.params ?? {} };
  const change = { set: { allowanceRefusal: failure, rail: standing.payAlone() }, drop: ['allowanceId'] as const };
  if (!(await context.journalWriter.move(id, ['submitting'], 'approved', change))) return false;
  await context.allowanceRefused(allowanceId, quote.debit, failure);
  return true;
}

/**
 * Reads before it is repeated: a payment whose allowance was refused has been sent once. @returns true when nothing came of that; else the
 * payment is taken as sent. Where it cannot be told, the same request goes out again here, as a repeat: one key, one payment. A new quote
 * would be a new key, so nothing renews it on the way.
 */
export async function isUnsent(context: EngineContext, id: string, signal: AbortSignal): Promise<boolean> {
  const payment = await context.journalWriter.get(id);
  const { state, history } = payment;
  if (state !== 'authorized' || !history.some((step) => step.state === 'submitting')) return true;
  const outcome = await readOutcome(context, payment, signal);
  if (outcome.status === 'nothing-happened') return true;
  const doubt = outcome.status === 'unknown' && !outcome.isPaid ? { set: { failure: IN_DOUBT } } : {};
  await context.journalWriter.move(id, ['authorized'], 'submitting', doubt);
  await recordOutcome(context, id, outcome);
  if (outcome.status === 'unknown' && !outcome.isPaid && isRepeatable(payment, context.clock.now())) await submit(context, id, signal);
  return false;
}

/** What `isUnsent` writes in the history of a payment that it takes as sent, though nothing has left since its one request was refused. */
const IN_DOUBT: Failure = { code: 'refusal-in-doubt', params: {} };

/**
 * The refusal that ends a payment which is taken as sent only because it cannot be told. Its one request was refused in so many words, no other
 * has left, the payee has got nothing, and the quote is dead for certain: what the wallet would say can change nothing any more.
 */
function lastWord({ allowanceRefusal, history, quote }: Payment, outcome: Outcome, now: number): Failure | undefined {
  if (outcome.status !== 'unknown' || !outcome.isMute || !quote || !isDead(quote, now)) return undefined;
  const [sent, another] = sinceApproval(history).filter(({ state }) => state === 'submitting');
  return sent?.code === IN_DOUBT.code && !another ? allowanceRefusal : undefined;
}

/** Quote and approval are young enough for the same request. */
function isRepeatable({ quote, approval }: Payment, now: number): boolean {
  return quote !== undefined && approval !== undefined && isSendable(quote, now) && approval.at + 2 * CONSENT_LIFE > now;
}

async function send(context: EngineContext, payment: Payment, signal: AbortSignal): Promise<Outcome> {
  try {
    return await railOf(context, payment).submit(railPaymentOf(payment), toolsFor(context, payment, signal));
  } catch (thrown) {
    const { code, params, retry } = toTenderError(thrown);
    // An error of a repeated request proves nothing about the first one.
    const isUnknown = retry === 'check-first' || submitAttempts(payment) > 1;
    // What the step saved meanwhile stands; nothing older may be laid over it.
    return { status: isUnknown ? 'unknown' : 'failed', state: {}, code: isUnknown ? 'answer-lost' : code, params };
  }
}

/** Reads both sides until the payment is over. Between two readings it waits longer and longer; the worker's alarms call it again after a death. */
export async function pollUntilOver(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  const age = context.clock.now() - sentAt(await context.journalWriter.get(id));
  // What has waited for long is not asked for faster because a worker woke.
  const first = Math.min(LAST_POLL_DELAY, Math.max(FIRST_POLL_DELAY, age / 10));
  for (let wait = first; ; wait = Math.min(LAST_POLL_DELAY, wait * 1.5)) {
    const payment = await context.journalWriter.get(id);
    if (isOver(payment.state)) return;
    const outcome = await readOutcome(context, payment, signal);
    const failure = lastWord(payment, outcome, context.clock.now());
    if (failure) {
      await context.journalWriter.move(id, ['submitting', 'unsure'], 'failed', { set: { rail: outcome.state, failure } });
      return;
    }
    if (outcome.status === 'nothing-happened') await resendOrFail(context, payment, outcome, wait, signal);
    else if (outcome.status !== 'sending' || !(await isLate(context, payment))) await recordOutcome(context, id, outcome);
    if (outcome.status === 'completed' || outcome.status === 'failed') return;
    await context.clock.sleep(wait, signal);
  }
}

/** When its request last left, milliseconds since the epoch. */
function sentAt({ history, createdAt }: Payment): number {
  return history.findLast(({ state }) => state === 'submitting')?.at ?? createdAt;
}

/** A settlement past its deadline is shown as being checked, and stays so until its end: a wallet may say "sending" for ever. */
async function isLate(context: EngineContext, payment: Payment): Promise<boolean> {
  if (context.clock.now() - sentAt(payment) <= SETTLEMENT_DEADLINE) return false;
  await context.journalWriter.move(payment.id, ['submitting', 'sending'], 'unsure', late());
  return true;
}

/** What both sides say now. Never throws but for an abort: what cannot be read is `unknown`. */
export async function readOutcome(context: EngineContext, payment: Payment, signal: AbortSignal): Promise<Outcome> {
  try {
    return await railOf(context, payment).reconcile(railPaymentOf(payment), toolsFor(context, payment, signal));
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, params } = toTenderError(thrown);
    return { status: 'unknown', state: {}, code, params };
  }
}

/**
 * On proof that nothing happened: the same request with the same key, while approval and quote live. Once the quote is dead for certain, a
 * request that is still on the wire can do nothing any more, and only then the payment has failed. Between the two it is only read.
 */
async function resendOrFail(context: EngineContext, payment: Payment, outcome: Outcome, wait: number, signal: AbortSignal): Promise<void> {
  const { id, state, quote, approval } = payment;
  // The payer's wallet had it and now denies it: believed by nobody, read again.
  await context.journalWriter.move(id, ['submitting', 'sending'], 'unsure', { set: { rail: outcome.state } });
  if (state === 'sending' || !quote || !approval) return;
  const now = context.clock.now();
  if (isDead(quote, now)) {
    await context.journalWriter.move(id, ['unsure'], 'failed', { set: { failure: { code: 'payment-failed', params: {} } } });
  } else if (quote.expiresAt > now && approval.at + RESEND_LIFE > now && submitAttempts(payment) < MAX_SUBMIT_ATTEMPTS) {
    await context.clock.sleep(wait, signal);
    await submit(context, id, signal);
  }
}

/** Writes what is known of a submitted payment. */
async function recordOutcome(context: EngineContext, id: string, outcome: Outcome): Promise<void> {
  const rail = outcome.state;
  const submitted: readonly PaymentState[] = ['submitting', 'sending', 'unsure'];
  switch (outcome.status) {
    case 'sending':
      await context.journalWriter.move(id, ['submitting', 'unsure'], 'sending', { set: { rail }, drop: ['failure'] });
      return;
    case 'completed': {
      const receipt = receiptOf(await context.journalWriter.get(id), outcome, context.clock);
      await context.journalWriter.move(id, submitted, 'completed', { set: { rail, receipt }, drop: ['failure'] });
      return;
    }
    case 'failed': {
      const { code, params = {}, excess } = outcome;
      // What may come back of it, only the wallet knows.
      const receipt = excess && { ...excess, isDebitMost: true as const, at: context.clock.now() };
      await context.journalWriter.move(id, submitted, 'failed', {
        set: { rail, failure: { code, params }, ...(receipt ? { receipt } : {}) },
      });
      return;
    }
    case 'nothing-happened':
      // `follow` acts on it; from `submit` no rail answers so.
      return;
    case 'unknown':
      await recordUnknown(context, id, outcome);
      return;
  }
}

/** What cannot be read changes nothing that is known already; that the payee has everything is news in any state. */
async function recordUnknown(context: EngineContext, id: string, outcome: Extract<Outcome, { status: 'unknown' }>): Promise<void> {
  const { code, params = {}, state: rail, isPaid } = outcome;
  const set = { rail, failure: { code, params } };
  const moved = await context.journalWriter.move(id, isPaid ? ['submitting', 'sending'] : ['submitting'], 'unsure', { set });
  if (moved || !isPaid) return;
  await context.journalWriter.update(id, (payment) =>
    payment.state === 'unsure' && payment.failure?.code !== code ? changed(payment, { set }) : undefined,
  );
}

function receiptOf(payment: Payment, outcome: Extract<Outcome, { status: 'completed' }>, clock: Clock): NonNullable<Payment['receipt']> {
  if (!payment.quote) throw new TenderError('internal', { params: { what: 'not priced' } });
  const { received, sent, isSumOpen, reference, isDebitMost } = outcome;
  const debit = outcome.debit ?? payment.quote.debit;
  return {
    received,
    debit,
    at: clock.now(),
    ...(isDebitMost ? { isDebitMost } : {}),
    ...(sent ? (isSumOpen ? { sentOpen: sent } : { sent }) : {}),
    ...(reference ? { reference } : {}),
  };
}

function late(): { set: { failure: { code: 'settlement-late'; params: Record<string, never> } } } {
  return { set: { failure: { code: 'settlement-late', params: {} } } };
}
