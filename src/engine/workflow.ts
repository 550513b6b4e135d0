import { CONSENT_LIFE } from '../consents/consents.ts';
import { authorize, finishConsent, renewForSubmission } from './authorize.ts';
import type { EngineContext } from './engine-context.ts';
import { endBeforeSubmission, railOf } from './engine-context.ts';
import { TenderError } from '../model/errors.ts';
import type { Payment } from '../model/payment.ts';
import { closeSum } from './open-sum.ts';
import { keepPriced, price } from './price.ts';
import { dispatch, pollUntilOver, isUnsent, submit } from './submit.ts';
import { isDeclinable, isOver } from '../model/states.ts';

/**
 * A payment's course: from each place where it can stand, on to where it has to wait for somebody, or to its end. Each may be called
 * again at any time, and looks first where the payment stands.
 */

/** What could not be given back to a wallet within this time has died there by itself. */
const RELEASE_LIFE = 60 * 60_000;

/** From the request to a price, which then is kept alive. */
export async function runPricing(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  await price(context, id, signal);
  await keepPriced(context, id, signal);
}

/** From the yes on: as far as its write took the payment already. */
export async function continueApproved(context: EngineContext, payment: Payment, signal: AbortSignal): Promise<void> {
  const { id, state } = payment;
  if (state === 'approved') return await runAuthorization(context, id, signal);
  if (state === 'authorized') return await runSubmission(context, id, signal);
  await dispatch(context, payment, signal);
  await followUp(context, id, signal);
}

/** To the wallet's page, also when it was shown before and is gone. An event that woke us may have brought the user's return meanwhile. */
export async function runAuthorization(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  await authorize(context, id, signal);
  const { state } = await context.journalWriter.get(id);
  if (state === 'authorized') await runSubmission(context, id, signal);
  else await awaitConsent(context, id, signal);
}

/** The user is at the wallet's page. It does not wait for ever, and neither do we. */
export async function awaitConsent(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  const { state, approval, returnUrl } = await context.journalWriter.get(id);
  if (state !== 'authorizing' || !approval || returnUrl !== undefined) return;
  await context.clock.sleep(Math.max(0, approval.at + CONSENT_LIFE - context.clock.now()), signal);
  await endBeforeSubmission(context, id, new TenderError('consent-expired'));
  await context.consent.close(id);
}

/** The user is back from the wallet. */
export async function finishAuthorization(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  await finishConsent(context, id, signal);
  await runSubmission(context, id, signal);
}

/** The right is there: the money goes. */
export async function runSubmission(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  if ((await isUnsent(context, id, signal)) && (await renewForSubmission(context, id, signal))) await submit(context, id, signal);
  await followUp(context, id, signal);
}

/** The money may be on its way; or its allowance was refused, and the wallet asks instead. */
export async function followUp(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  const { state } = await context.journalWriter.get(id);
  if (state === 'approved') await runAuthorization(context, id, signal);
  else if (!isDeclinable(state)) await pollUntilOver(context, id, signal);
}

/** Gives back what an ended payment still holds at the wallets, once nothing is to be read with it any more. @throws what the rail throws, while trying again makes sense. */
export async function release(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  const ended = await context.journalWriter.get(id);
  if (!isOver(ended.state) || !ended.rail) return;
  await closeSum(context, id, signal);
  // Reading may have renewed what is given back.
  const payment = await context.journalWriter.get(id);
  if (!payment.rail) return;
  const endedAt = payment.history.at(-1)?.at ?? payment.createdAt;
  const releasing = railOf(context, payment).release(payment.rail, payment.walletId, signal);
  await releasing.catch((error: unknown) => {
    if (endedAt + RELEASE_LIFE > context.clock.now()) throw error;
  });
  await context.journalWriter.change(id, { drop: ['rail', 'returnUrl'] });
}
