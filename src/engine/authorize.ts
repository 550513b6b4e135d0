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

/** A quote that ends within this time, the longest that a request can take and as much again, is renewed before it is used. */
const QUOTE_MARGIN = 20_000;

/** Whether a quote lives long enough to be sent now. */
export function isSendable({ expiresAt }: Quote, now: number): boolean {
  return expiresAt - QUOTE_MARGIN > now;
}

/**
 * Takes an approved payment to its wallet: asks for the grant, then shows the consent page, or goes on at once where the
 * wallet asks nobody. Safe to run again after a death in the middle: a pending grant that nobody visits moves no money.
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

/** The consent for which an approved payment waits. */
export function pendingConsent({ state, approval, createdAt, returnUrl }: Payment): PendingConsent | undefined {
  if (state !== 'approved' && state !== 'authorizing') return undefined;
  return { askedAt: approval?.at ?? createdAt, ...(returnUrl === undefined ? {} : { returnUrl }) };
}

/** Stores the address to which the wallet sent the user back. Only the first return of a payment that waits for it counts. */
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

/** Takes the wallet's answer from the stored return address and moves on to `authorized`. Safe to run again after a death in the middle. */
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
 * Makes sure that an authorized payment still has a living quote. A consent can take longer than a quote lives; the new quote may
 * cost less than what was approved and granted, never more.
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

/** An approval or a consent older than this is not acted on any more: the user has gone. */
function isStale(context: EngineContext, approvedAt: number | undefined, life = CONSENT_LIFE): boolean {
  return approvedAt === undefined || approvedAt + life < context.clock.now();
}
