import { sameAsset, type Asset } from '../../../money/amount.ts';
import type { PaymentRecord } from '../resource/resource-store.ts';
import type { Limits } from './access.ts';
import { intervalAround } from './interval.ts';

export interface Spent {
  readonly debit: bigint;
  readonly receive: bigint;
}

/** The amounts spent under a grant: in total, or in the interval that contains `now`. */
export function spentUnder(payments: readonly PaymentRecord[], limits: Limits | undefined, now: number): Spent {
  const interval = limits?.interval === undefined ? undefined : intervalAround(limits.interval, now);
  const counted = payments.filter(
    ({ state, createdAt }) => state !== 'failed' && (!interval || (createdAt >= interval.start && createdAt < interval.end)),
  );
  return {
    debit: counted.reduce((sum, { debitAmount }) => sum + BigInt(debitAmount.value), 0n),
    receive: counted.reduce((sum, { receiveAmount }) => sum + BigInt(receiveAmount.value), 0n),
  };
}

/** A payment that is requested under a grant. */
export interface Candidate {
  readonly receiver: string;
  readonly debit: bigint;
  readonly debitAsset: Asset;
  readonly receive: bigint;
  readonly receiveAsset: Asset;
}

/** Whether a payment is within the remaining limits of a grant. */
export function isWithin(limits: Limits | undefined, spent: Spent, payment: Candidate, now: number): boolean {
  if (!limits) return true;
  const { receiver, interval, debitAmount, receiveAmount } = limits;
  if (receiver !== undefined && receiver !== payment.receiver) return false;
  if (interval !== undefined && !intervalAround(interval, now)) return false;
  if (debitAmount) {
    if (!sameAsset({ ...debitAmount, value: '' }, payment.debitAsset)) return false;
    if (spent.debit + payment.debit > BigInt(debitAmount.value)) return false;
  }
  if (receiveAmount) {
    if (!sameAsset({ ...receiveAmount, value: '' }, payment.receiveAsset)) return false;
    if (spent.receive + payment.receive > BigInt(receiveAmount.value)) return false;
  }
  return true;
}
