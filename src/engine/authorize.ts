import type { PendingConsent } from '../consents/consents.ts';
import { CONSENT_LIFE } from '../consents/consents.ts';
import type { EngineContext } from './engine-context.ts';
import { endBeforeSubmission, railPaymentOf, railOf, toolsFor } from './engine-context.ts';
import { TenderError } from '../model/errors.ts';
import { sameAmount } from '../model/amount.ts';
import type { Payment } from '../model/payment.ts';
import { changed } from '../model/payment.ts';
import { requote } from './price.ts';
import type { Quote } from '../model/quote.ts';

/** Milliseconds. A quote that expires earlier is renewed before it is used: twice the timeout of a request. */
const QUOTE_MARGIN = 20_000;

/** Whether the quote is valid long enough to submit the payment. */
export function isSendable({ expiresAt }: Quote, now: number): boolean {
  return expiresAt - QUOTE_MARGIN > now;
}

/**
 * Requests the grant for an approved payment and opens the consent page, or continues if the wallet needs no consent. May be repeated after
 * the worker was stopped: a pending grant without an interaction moves no money.
 */
export async function authorize(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  try {
    const payment = await context.journalWriter.get(id);
    if ((payment.state !== 'approved' && payment.state !== 'authorizing') || payment.returnUrl !== undefined) return;
    if (isStale(context, payment.approval?.at)) throw new TenderError('consent-expired');
    await context.journalWriter.move(id, ['approved'], 'authorizing', { drop: ['allowanceId'] });
    const answer = await railOf(context, payment).authorize(railPaymentOf(payment), toolsFor(context, payment, signal));
    signal.throwIfAborted();
    if (answer.kind === 'granted') {
      await context.journalWriter.move(id, ['approved', 'authorizing'], 'authorized', { set: { rail: answer.state } });
      return;
    }
    await context.journalWriter.change(id, { set: { rail: answer.state } });
    await context.consent.open(id, answer.url);
  } catch (error) {
    if (!signal.aborted) await endBeforeSubmission(context, id, error);
  }
}

/** The pending consent of an approved payment. */
export function pendingConsent({ state, approval, createdAt, returnUrl }: Payment): PendingConsent | undefined {
  if (state !== 'approved' && state !== 'authorizing') return undefined;
  return { askedAt: approval?.at ?? createdAt, ...(returnUrl === undefined ? {} : { returnUrl }) };
}

/** Stores the finish redirect of a payment. Only the first one of a waiting payment counts. */
export async function keepReturn(context: EngineContext, id: string, url: string): Promise<boolean> {
  let isKept = false;
  await context.journalWriter.update(id, (stored) => {
    const isAwaited = stored.state === 'authorizing' && stored.returnUrl === undefined && stored.rail !== undefined;
    if (!isAwaited || !railOf(context, stored).isReturn(stored.rail ?? {}, url)) return undefined;
    isKept = true;
    return changed(stored, { set: { returnUrl: url } });
  });
  return isKept;
}

/**
 * Exchanges the stored finish redirect for the grant and moves the payment to `authorized`. May be repeated after the worker was stopped.
 */
export async function finishConsent(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  try {
    const payment = await context.journalWriter.get(id);
    if (payment.state !== 'authorizing' || payment.returnUrl === undefined) return;
    const state = await railOf(context, payment).finish(railPaymentOf(payment), payment.returnUrl, toolsFor(context, payment, signal));
    signal.throwIfAborted();
    await context.journalWriter.move(id, ['authorizing'], 'authorized', { set: { rail: state }, drop: ['returnUrl'] });
  } catch (error) {
    if (!signal.aborted) await endBeforeSubmission(context, id, error);
  }
}

/**
 * Makes sure that an authorized payment has a valid quote: a consent can take longer than a quote is valid. A new quote may cost less than
 * what was approved and granted, never more.
 */
export async function renewForSubmission(context: EngineContext, id: string, signal: AbortSignal): Promise<boolean> {
  try {
    const payment = await context.journalWriter.get(id);
    if (payment.state !== 'authorized' || !payment.quote) return false;
    if (isStale(context, payment.approval?.at, 2 * CONSENT_LIFE)) throw new TenderError('consent-expired');
    if (isSendable(payment.quote, context.clock.now())) return true;
    const { quote, state } = await requote(context, payment, signal);
    signal.throwIfAborted();
    if (!sameAmount(quote.receive, payment.quote.receive)) throw new TenderError('quote-mismatch');
    if (quote.debit.value > payment.quote.debit.value) throw new TenderError('debit-rose');
    await context.journalWriter.change(id, { set: { quote, rail: state } });
    return true;
  } catch (error) {
    if (!signal.aborted) await endBeforeSubmission(context, id, error);
    return false;
  }
}

/** Whether an approval or a consent is too old to be used. */
function isStale(context: EngineContext, approvedAt: number | undefined, life = CONSENT_LIFE): boolean {
  return approvedAt === undefined || approvedAt + life < context.clock.now();
}
