import { CONSENT_LIFE } from '../consents/consents.ts';
import { authorize, finishConsent, renewForSubmission } from './authorize.ts';
import type { EngineContext } from './engine-context.ts';
import { endBeforeSubmission, railOf } from './engine-context.ts';
import { TenderError } from '../model/errors.ts';
import type { Payment } from '../model/payment.ts';
import { confirmSentAmount } from './confirm-sent-amount.ts';
import { keepPriced, price } from './price.ts';
import { dispatch, pollUntilOver, isUnsent, submit } from './submit.ts';
import { isDeclinable, isOver } from '../model/states.ts';

/**
 * The workflow of a payment: each function runs from one state to the next wait, or to the end. Each may be called at any time and checks
 * the payment's state first.
 */

/** Milliseconds after which a failed revocation is not repeated: the grant has expired at the wallet. */
const RELEASE_LIFE = 60 * 60_000;

/** Prices a payment and keeps its quote valid. */
export async function runPricing(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  await price(context, id, signal);
  await keepPriced(context, id, signal);
}

/** Continues after the approval, from the state that its write has reached. */
export async function continueApproved(context: EngineContext, payment: Payment, signal: AbortSignal): Promise<void> {
  const { id, state } = payment;
  if (state === 'approved') return await runAuthorization(context, id, signal);
  if (state === 'authorized') return await runSubmission(context, id, signal);
  await dispatch(context, payment, signal);
  await followUp(context, id, signal);
}

/**
 * Opens the wallet's consent page, also if its tab is gone. The event that started the worker may have brought the finish redirect
 * meanwhile.
 */
export async function runAuthorization(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  await authorize(context, id, signal);
  const { state } = await context.journalWriter.get(id);
  if (state === 'authorized') await runSubmission(context, id, signal);
  else await awaitConsent(context, id, signal);
}

/** Waits for the consent. Expires after CONSENT_LIFE. */
export async function awaitConsent(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  const { state, approval, returnUrl } = await context.journalWriter.get(id);
  if (state !== 'authorizing' || !approval || returnUrl !== undefined) return;
  await context.clock.sleep(Math.max(0, approval.at + CONSENT_LIFE - context.clock.now()), signal);
  await endBeforeSubmission(context, id, new TenderError('consent-expired'));
  await context.consent.close(id);
}

/** Finishes the authorization after the finish redirect. */
export async function finishAuthorization(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  await finishConsent(context, id, signal);
  await runSubmission(context, id, signal);
}

/** Authorized: submits the payment. */
export async function runSubmission(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  if ((await isUnsent(context, id, signal)) && (await renewForSubmission(context, id, signal))) await submit(context, id, signal);
  await followUp(context, id, signal);
}

/** Polls a submitted payment. If its allowance was refused, asks the wallet for consent. */
export async function followUp(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  const { state } = await context.journalWriter.get(id);
  if (state === 'approved') await runAuthorization(context, id, signal);
  else if (!isDeclinable(state)) await pollUntilOver(context, id, signal);
}

/**
 * Revokes the grants of an ended payment when no more reads need them. @throws the errors of the rail, as long as a repetition makes sense.
 */
export async function release(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  const ended = await context.journalWriter.get(id);
  if (!isOver(ended.state) || !ended.rail) return;
  await confirmSentAmount(context, id, signal);
  // A read may have rotated the tokens that are revoked.
  const payment = await context.journalWriter.get(id);
  if (!payment.rail) return;
  const endedAt = payment.history.at(-1)?.at ?? payment.createdAt;
  const rail = railOf(context, payment);
  const cancelling = isDeclinedByUser(payment) && !(await hasSuccessor(context, payment)) ? rail.cancel?.(payment.rail, signal) : undefined;
  const releasing = Promise.all([cancelling, rail.release(payment.rail, payment.walletId, signal)]);
  await releasing.catch((error: unknown) => {
    if (endedAt + RELEASE_LIFE > context.clock.now()) throw error;
  });
  await context.journalWriter.change(id, { drop: ['rail', 'returnUrl'] });
}

/** Whether the same thing was requested again: what the payee's server has of it belongs to that payment now. */
async function hasSuccessor(context: EngineContext, { id, key, createdAt }: Payment): Promise<boolean> {
  return (await context.journalWriter.since(createdAt)).some((other) => other.key === key && other.id !== id);
}

/** A page that was closed, or another payment method, says nothing about the order itself. */
function isDeclinedByUser({ state, failure }: Payment): boolean {
  return state === 'declined' && failure?.code === 'consent-denied';
}
