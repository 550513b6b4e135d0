import type { PaymentState } from './states.ts';

/**
 * How long something of a deleted payment stays: longer than the longest period of any limit, a month, also where the computer's clock
 * was wrong by one.
 */
export const DELETED_LIFE = 62 * 24 * 60 * 60_000;

/**
 * What stays of a payment that was deleted from the history, beside its entry in the spending ledger: the key under which it must not be
 * paid again, where it was completed. When this is erased, so is the entry.
 */
export interface DeletedPayment {
  readonly id: string;
  readonly key: string;
  readonly state: PaymentState;
  readonly deletedAt: number;
}
