import type { EngineContext } from './engine-context.ts';
import { isCheckingStopped } from '../model/journal.ts';
import type { Payment } from '../model/payment.ts';
import { changed } from '../model/payment.ts';

/** Milliseconds of an unknown result after which the user may stop the checking: wallets answer earlier, or are unavailable for long. */
const STOP_CHECKING_AFTER = 60 * 60_000;

/** Time from which the user may stop the checking of a payment. Undefined if its result is known or the checking was stopped. */
export function canStopCheckingFrom(payment: Payment): number | undefined {
  if (payment.state !== 'unsure' || isCheckingStopped(payment)) return undefined;
  const since = payment.history.find(({ state }) => state === 'unsure')?.at;
  return since === undefined ? undefined : since + STOP_CHECKING_AFTER;
}

/**
 * Records that the user stopped the checking. The payment stays `unsure` with all its data: it may have been paid, so it counts in every
 * limit, and another request for the same order attaches to it.
 * @returns false if the result has not been unknown for long enough.
 */
export async function stopChecking({ journalWriter, clock }: EngineContext, id: string): Promise<boolean> {
  const { leftAt } = await journalWriter.update(id, (payment) => {
    const from = canStopCheckingFrom(payment);
    return from === undefined || from > clock.now() ? undefined : changed(payment, { set: { leftAt: clock.now() } });
  });
  return leftAt !== undefined;
}

/** Records that the checking of a payment continues. */
export async function resumeChecking({ journalWriter }: EngineContext, id: string): Promise<Payment> {
  return journalWriter.update(id, (payment) => (payment.leftAt === undefined ? undefined : changed(payment, { drop: ['leftAt'] })));
}
