import type { EngineContext } from './engine-context.ts';
import { isCheckingStopped } from '../model/journal.ts';
import type { Payment } from '../model/payment.ts';
import { changed } from '../model/payment.ts';

/** Wallets answer within this time or are away for long: then the user may stop the checking. */
const LONG = 60 * 60_000;

/** From when on the user may stop the checking of a payment. Absent where its end is known, or nobody looks for it any more. */
export function canStopCheckingFrom(payment: Payment): number | undefined {
  if (payment.state !== 'unsure' || isCheckingStopped(payment)) return undefined;
  const since = payment.history.find(({ state }) => state === 'unsure')?.at;
  return since === undefined ? undefined : since + LONG;
}

/**
 * Notes that the user stopped the checking. The payment stays unsure and is kept with all that it needs: nobody knows that nothing was
 * paid, so it goes on counting in every limit, and whoever asks to pay the same thing comes back to it.
 * @returns whether it was noted: not before it has been unsure for long.
 */
export async function stopChecking({ journalWriter, clock }: EngineContext, id: string): Promise<boolean> {
  const { leftAt } = await journalWriter.update(id, (payment) => {
    const from = canStopCheckingFrom(payment);
    return from === undefined || from > clock.now() ? undefined : changed(payment, { set: { leftAt: clock.now() } });
  });
  return leftAt !== undefined;
}

/** Notes that a payment which was left is to be looked at again. */
export async function resumeChecking({ journalWriter }: EngineContext, id: string): Promise<Payment> {
  return journalWriter.update(id, (payment) => (payment.leftAt === undefined ? undefined : changed(payment, { drop: ['leftAt'] })));
}
