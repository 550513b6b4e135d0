import type { CountedPayment } from './counted-payment.ts';
import { mayHaveMoved } from './counted-payment.ts';
import type { Payment } from './payment.ts';
import { countedDebit } from './receipt.ts';

/**
 * How long something of a deleted payment stays: longer than the longest period of any limit, a month, also where the computer's clock
 * was wrong by one.
 */
export const DELETED_LIFE = 62 * 24 * 60 * 60_000;

/**
 * What stays of a payment that was deleted from the history: what limits count, and the key under which it must not be paid again.
 * Nothing shows it. It names no payee, item, wallet or address of its own beyond those in the key.
 */
export interface DeletedPayment extends Omit<CountedPayment, 'receipt'> {
  readonly key: string;
  readonly deletedAt: number;
}

/** What has to stay of a payment when it is deleted; nothing of one that moved no money. */
export function remainsOf(payment: Payment, deletedAt: number): DeletedPayment | undefined {
  const { id, key, state, failure, approval, allowanceId, intent } = payment;
  const debit = countedDebit(payment);
  const counts = approval !== undefined && debit !== undefined && mayHaveMoved(payment);
  if (!counts && state !== 'completed') return undefined;
  const { origin } = intent.source;
  return {
    id,
    key,
    state,
    intent: { source: origin === undefined ? {} : { origin } },
    deletedAt,
    ...(approval ? { approval: { at: approval.at } } : {}),
    ...(debit ? { quote: { debit } } : {}),
    ...(failure ? { failure: { code: failure.code } } : {}),
    ...(allowanceId === undefined ? {} : { allowanceId }),
  };
}
