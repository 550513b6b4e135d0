import type { RecentPayment } from '../../messages/manual-payment.ts';
import { toWire } from '../../model/amount.ts';
import type { Journal } from '../../model/journal.ts';
import type { Payment } from '../../model/payment.ts';
import { isOver } from '../../model/states.ts';
import { debitView } from '../sheet/debit-view.ts';

const MOST_SHOWN = 3;
/** How far back is looked for them: the popup opens at once, and the history has the rest. */
const MOST_READ = 30;

/** The last payments that were made or are open; what ended unpaid is in the history alone. */
export async function recentPayments(journal: Pick<Journal, 'page'>): Promise<readonly RecentPayment[]> {
  const { payments } = await journal.page(undefined, MOST_READ);
  return payments.flatMap((payment) => recentView(payment) ?? []).slice(0, MOST_SHOWN);
}

function recentView(payment: Payment): RecentPayment | undefined {
  const { id, createdAt: at, intent, payable, quote } = payment;
  const state = stateOf(payment);
  if (state === undefined) return undefined;
  const { host } = new URL(intent.source.origin ?? payable?.payee?.walletAddress ?? intent.request.target);
  const debit = debitView(payment)?.debit ?? (quote && toWire(quote.debit));
  return { id, host, state, at, ...(debit ? { debit } : {}) };
}

function stateOf({ state, failure }: Payment): RecentPayment['state'] | undefined {
  if (state === 'completed') return 'paid';
  if (failure?.code === 'paid-in-part') return 'in-part';
  return isOver(state) ? undefined : 'open';
}
