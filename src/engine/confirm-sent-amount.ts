import { sameAmount } from '../model/amount.ts';
import type { EngineContext } from './engine-context.ts';
import type { Receipt } from '../model/payment.ts';
import { changed } from '../model/payment.ts';
import type { Outcome } from '../model/rail.ts';
import { readOutcome } from './submit.ts';

/** Milliseconds between two reads. The amount of a payment in progress changes within this time. */
const READ_DELAY = 1_000;
/** Maximum reads of the amount. Then the receipt shows none. */
const MAX_READS = 3;

/**
 * Reads the sent amount of a paid order again. The receipt is written as soon as the order is paid, without an amount that may still grow.
 * Here the grant is still valid for a read. If two reads a second apart are equal, the amount is added to the receipt, otherwise it is left
 * out. This is no proof, because wallets do not say when an amount is final. Afterwards only a contradicting read changes the receipt.
 */
export async function confirmSentAmount(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  for (let reading = 0; ; reading++) {
    const payment = await context.journalWriter.get(id);
    if (!payment.receipt?.sentOpen) return;
    await context.clock.sleep(READ_DELAY, signal);
    const outcome = await readOutcome(context, payment, signal);
    signal.throwIfAborted();
    await context.journalWriter.update(
      id,
      ({ receipt, ...stored }) => receipt && changed(stored, { set: { receipt: corrected(receipt, outcome, reading + 1 < MAX_READS) } }),
    );
  }
}

function corrected({ sentOpen: open, ...receipt }: Receipt, outcome: Outcome, again: boolean): Receipt {
  // The amount cannot be read (any more). An amount that was read only once is not shown.
  if (outcome.status !== 'completed') return receipt;
  const { debit = receipt.debit, sent, isDebitMost } = outcome;
  const told = { ...receipt, debit, ...(isDebitMost ? { isDebitMost } : {}) };
  if (isDebitMost || !sent) return told;
  if (open && sameAmount(sent, open)) return { ...told, sent };
  return again ? { ...told, sentOpen: sent } : told;
}
