import { sameAmount } from '../model/amount.ts';
import type { EngineContext } from './engine-context.ts';
import type { Receipt } from '../model/payment.ts';
import { changed } from '../model/payment.ts';
import type { Outcome } from '../model/rail.ts';
import { readOutcome } from './submit.ts';

/** A wallet that goes on counting says something else after this time. */
const APART = 1_000;
/** So often the sum is read again before it is left out. */
const READINGS = 3;

/**
 * A receipt is written as soon as the order is paid, and a sum that may be a part yet is not stated on it. It is read again here, while the
 * rights to read are still there: once two readings a second apart agree, the receipt says it, and else nothing of it. That is no proof: no
 * wallet says that it has counted to the end. So a receipt that says it is changed by nothing but what a later reading denies.
 */
export async function closeSum(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  for (let reading = 0; ; reading++) {
    const payment = await context.journalWriter.get(id);
    if (!payment.receipt?.sentOpen) return;
    await context.clock.sleep(APART, signal);
    const outcome = await readOutcome(context, payment, signal);
    signal.throwIfAborted();
    await context.journalWriter.update(
      id,
      ({ receipt, ...stored }) => receipt && changed(stored, { set: { receipt: corrected(receipt, outcome, reading + 1 < READINGS) } }),
    );
  }
}

function corrected({ sentOpen: open, ...receipt }: Receipt, outcome: Outcome, again: boolean): Receipt {
  // It cannot be told (any more): no figure is stated that was read once.
  if (outcome.status !== 'completed') return receipt;
  const { debit = receipt.debit, sent, isDebitMost } = outcome;
  const told = { ...receipt, debit, ...(isDebitMost ? { isDebitMost } : {}) };
  if (isDebitMost || !sent) return told;
  if (open && sameAmount(sent, open)) return { ...told, sent };
  return again ? { ...told, sentOpen: sent } : told;
}
