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

/** Milliseconds. A payment that takes longer is shown as "checking". */
const SETTLEMENT_DEADLINE = 30_000;
/** Milliseconds after the approval in which the same request may be sent again, only with proof that nothing happened. */
const RESEND_LIFE = 10 * 60_000;
/** Maximum submit attempts. Afterwards the payment is only reconciled. */
const MAX_SUBMIT_ATTEMPTS = 3;
/** Milliseconds between the first two reads: about what wallets need. Each delay is 1.5 times the previous one, up to the maximum. */
const FIRST_POLL_DELAY = 100;
const LAST_POLL_DELAY = 60_000;

/**
 * Submits an authorized payment and polls it until it is over. `submitting` is durable before the request is sent. A lost answer leads to
 * `unsure`, never to a second request without proof.
 */
export async function submit(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  const payment = await context.journalWriter.move(id, ['authorized', 'unsure'], 'submitting');
  if (payment) await dispatch(context, payment, signal);
}

/** Submits a payment whose `submitting` is durable. Called once for each write of that state, by its writer. */
export async function dispatch(context: EngineContext, payment: Payment, signal: AbortSignal): Promise<void> {
  const outcome = await send(context, payment, signal);
  if (!(await fallBackToConsent(context, payment, outcome))) await recordOutcome(context, payment.id, outcome);
}

/**
 * If the wallet refuses the allowance under which a payment was approved, the wallet is asked for consent to this payment. The rail has
 * reconciled the payment, and nothing moved.
 * @returns whether the payment continues with a consent.
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
 * Reconciles a payment whose allowance was refused, because its request was sent once. @returns true if that request made no payment;
 * otherwise the payment is treated as sent. If the result stays unknown, the same request is sent again with the same key, which pays at
 * most once. The quote is not renewed: a new quote would be a new key.
 */
export async function isUnsent(context: EngineContext, id: string, signal: AbortSignal): Promise<boolean> {
  const payment = await context.journalWriter.get(id);
  const { state, history } = payment;
  if (state !== 'authorized' || !history.some((step) => step.state === 'submitting')) return true;
  const outcome = await readOutcome(context, payment, signal);
  if (outcome.status === 'nothing-happened') return true;
  const doubt = outcome.status === 'unknown' && !outcome.isPaid ? { set: { failure: REFUSAL_IN_DOUBT } } : {};
  await context.journalWriter.move(id, ['authorized'], 'submitting', doubt);
  await recordOutcome(context, id, outcome);
  if (outcome.status === 'unknown' && !outcome.isPaid && isRepeatable(payment, context.clock.now())) await submit(context, id, signal);
  return false;
}

/** Recorded in the history by `isUnsent` for a payment that is treated as sent, although its only request was refused. */
const REFUSAL_IN_DOUBT: Failure = { code: 'refusal-in-doubt', params: {} };

/**
 * The refusal that ends a payment which is treated as sent only because its result is unknown. Its only request was refused, the payee has
 * received nothing, and the quote has certainly expired. The wallet's answer cannot change that any more.
 */
function finalRefusal({ allowanceRefusal, history, quote }: Payment, outcome: Outcome, now: number): Failure | undefined {
  if (outcome.status !== 'unknown' || !outcome.isMute || !quote || !isDead(quote, now)) return undefined;
  const [sent, another] = sinceApproval(history).filter(({ state }) => state === 'submitting');
  return sent?.code === REFUSAL_IN_DOUBT.code && !another ? allowanceRefusal : undefined;
}

/** Whether the quote and the approval are recent enough to send the same request again. */
function isRepeatable({ quote, approval }: Payment, now: number): boolean {
  return quote !== undefined && approval !== undefined && isSendable(quote, now) && approval.at + 2 * CONSENT_LIFE > now;
}

async function send(context: EngineContext, payment: Payment, signal: AbortSignal): Promise<Outcome> {
  try {
    return await railOf(context, payment).submit(railPaymentOf(payment), toolsFor(context, payment, signal));
  } catch (thrown) {
    const { code, params, retry } = toTenderError(thrown);
    // The error of a repeated request proves nothing about the first one.
    const isUnknown = retry === 'check-first' || submitAttempts(payment) > 1;
    // The state that the step saved meanwhile must not be replaced by an older one.
    return { status: isUnknown ? 'unknown' : 'failed', state: {}, code: isUnknown ? 'answer-lost' : code, params };
  }
}

/** Reconciles until the payment is over, with growing delays. After a stop of the worker its alarms call this again. */
export async function pollUntilOver(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  const age = context.clock.now() - sentAt(await context.journalWriter.get(id));
  // A payment that has waited for long is not polled faster because the worker started again.
  const first = Math.min(LAST_POLL_DELAY, Math.max(FIRST_POLL_DELAY, age / 10));
  for (let wait = first; ; wait = Math.min(LAST_POLL_DELAY, wait * 1.5)) {
    const payment = await context.journalWriter.get(id);
    if (isOver(payment.state)) return;
    const outcome = await readOutcome(context, payment, signal);
    const failure = finalRefusal(payment, outcome, context.clock.now());
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

/** When the request was last sent, in milliseconds since the epoch. */
function sentAt({ history, createdAt }: Payment): number {
  return history.findLast(({ state }) => state === 'submitting')?.at ?? createdAt;
}

/**
 * Whether the payment has passed its deadline and is shown as being checked. It stays so until the end: a wallet may report "sending"
 * without end.
 */
async function isLate(context: EngineContext, payment: Payment): Promise<boolean> {
  if (context.clock.now() - sentAt(payment) <= SETTLEMENT_DEADLINE) return false;
  await context.journalWriter.move(payment.id, ['submitting', 'sending'], 'unsure', late());
  return true;
}

/** Reads both wallets. Never throws except for an abort: read errors give `unknown`. */
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
 * With proof that nothing happened, sends the same request with the same key, as long as the approval and the quote are valid. When the
 * quote has certainly expired, a request that is still in transit has no effect, and only then the payment has failed. Between the two it
 * is only reconciled.
 */
async function resendOrFail(context: EngineContext, payment: Payment, outcome: Outcome, wait: number, signal: AbortSignal): Promise<void> {
  const { id, state, quote, approval } = payment;
  // The payer's wallet had the payment and now says that it has none. That is not trusted, so it is read again.
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

/** Records the outcome of a submitted payment. */
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
      // Only the wallet knows whether any of it comes back.
      const receipt = excess && { ...excess, isDebitMost: true as const, at: context.clock.now() };
      await context.journalWriter.move(id, submitted, 'failed', {
        set: { rail, failure: { code, params }, ...(receipt ? { receipt } : {}) },
      });
      return;
    }
    case 'nothing-happened':
      // `pollUntilOver` handles it. No rail returns it from `submit`.
      return;
    case 'unknown':
      await recordUnknown(context, id, outcome);
      return;
  }
}

/** Records an unknown outcome. It does not replace known facts, but the payee having the whole amount is recorded in every state. */
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
  const { received, sent, isSumOpen, reference, isDebitMost, evidence } = outcome;
  const debit = outcome.debit ?? payment.quote.debit;
  return {
    received,
    debit,
    at: clock.now(),
    ...(isDebitMost ? { isDebitMost } : {}),
    ...(sent ? (isSumOpen ? { sentOpen: sent } : { sent }) : {}),
    ...(reference ? { reference } : {}),
    ...(evidence ? { evidence } : {}),
  };
}

function late(): { set: { failure: { code: 'settlement-late'; params: Record<string, never> } } } {
  return { set: { failure: { code: 'settlement-late', params: {} } } };
}
