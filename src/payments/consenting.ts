import type { EngineContext } from './context.ts';
import { endBeforeSubmission, forRail, railOf, toolsFor } from './context.ts';
import { TenderError } from './errors.ts';
import { sameAmount } from './amount.ts';
import type { Payment } from './payment.ts';
import { requote } from './pricing.ts';

/** An approval or a consent older than this is not acted on any more: the person has gone. Wallets give an interaction ten minutes. */
export const CONSENT_LIFE = 10 * 60_000;
/** A quote that ends within this time, the longest that a request can take and as much again, is renewed before it is used. */
const QUOTE_MARGIN = 20_000;

/**
 * Takes an approved payment to its wallet: asks for the grant, then shows the consent page, or goes on at once where an allowance covers
 * it or the wallet asks nobody. Safe to run again after a death in the middle: a pending grant that nobody visits moves no money.
 */
export async function authorize(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  try {
    const payment = await withLivingAllowance(context, await context.book.get(id));
    if ((payment.state !== 'approved' && payment.state !== 'authorizing') || payment.returnUrl !== undefined) return;
    if (isStale(context, payment.approval?.at)) throw new TenderError('consent-expired');
    if (payment.allowanceId === undefined) await context.book.move(id, ['approved'], 'authorizing');
    const answer = await railOf(context, payment).authorize(forRail(payment), toolsFor(context, payment, signal));
    signal.throwIfAborted();
    if (answer.kind === 'granted') {
      await context.book.move(id, ['approved', 'authorizing'], 'authorized', { set: { rail: answer.state } });
      return;
    }
    await context.book.change(id, { set: { rail: answer.state } });
    await context.consent.open(id, answer.url);
  } catch (error) {
    if (!signal.aborted) await endBeforeSubmission(context, id, error);
  }
}

/** An allowance that was revoked since the yes pays nothing any more: the wallet asks for this payment alone. */
async function withLivingAllowance(context: EngineContext, payment: Payment): Promise<Payment> {
  const { id, allowanceId, quote, state } = payment;
  if (allowanceId === undefined || state !== 'approved') return payment;
  const allowance = quote && (await context.allowanceOf(quote.walletId));
  return allowance?.id === allowanceId ? payment : await context.book.change(id, { drop: ['allowanceId'] });
}

/** Takes the wallet's answer from the stored return address and moves on to `authorized`. Safe to run again after a death in the middle. */
export async function finishConsent(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  try {
    const payment = await context.book.get(id);
    if (payment.state !== 'authorizing' || payment.returnUrl === undefined) return;
    const state = await railOf(context, payment).finish(forRail(payment), payment.returnUrl, toolsFor(context, payment, signal));
    signal.throwIfAborted();
    await context.book.move(id, ['authorizing'], 'authorized', { set: { rail: state }, drop: ['returnUrl'] });
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
    const payment = await context.book.get(id);
    if (payment.state !== 'authorized' || !payment.quote) return false;
    if (isStale(context, payment.approval?.at, 2 * CONSENT_LIFE)) throw new TenderError('consent-expired');
    if (payment.quote.expiresAt - QUOTE_MARGIN > context.clock.now()) return true;
    const { quote, state } = await requote(context, payment, signal);
    signal.throwIfAborted();
    if (!sameAmount(quote.receive, payment.quote.receive)) throw new TenderError('quote-mismatch');
    if (quote.debit.value > payment.quote.debit.value) throw new TenderError('debit-rose');
    await context.book.change(id, { set: { quote, rail: state } });
    return true;
  } catch (error) {
    if (!signal.aborted) await endBeforeSubmission(context, id, error);
    return false;
  }
}

function isStale(context: EngineContext, approvedAt: number | undefined, life = CONSENT_LIFE): boolean {
  return approvedAt === undefined || approvedAt + life < context.clock.now();
}
