import type { Amount } from '../model/amount.ts';
import { amountOf, assetOf, sameAmount, sameAsset } from '../model/amount.ts';
import type { CountedPayment } from '../model/counted-payment.ts';
import { mayHaveMoved } from '../model/counted-payment.ts';
import { countedDebit } from '../model/receipt.ts';
import type { SpendingAnswers, SpendingQuestion, Spent } from '../model/spending.ts';

/**
 * The spending ledger: what every limit counts. Each payment that was approved and did not end unpaid has one entry. Besides there are sums
 * of the entries, by scope and hour and by scope and UTC day. The spending since a time is the sum of the entries up to the next full hour,
 * of the hours up to the next day, and of the days after that. So a question reads about sixty rows, however many payments a month has.
 * Entries and sums are written in the transaction of the payment's write (`storage/ledger.ts`), and stay when the payment is deleted.
 */
export interface LedgerEntry {
  /** The payment's id. */
  readonly id: string;
  /** The scopes in which it counts, each with the time of the approval. */
  readonly keys: readonly (readonly [scope: string, at: number])[];
  readonly debit: Amount;
}

/** The scope of all payments that one site requested. Payments without a page have one scope together. */
export function siteScope(origin: string | undefined): string {
  return `site ${origin ?? ''}`;
}

/** The scope of all payments under one allowance. */
export function allowanceScope(id: string): string {
  return `under ${id}`;
}

/** The entry of a payment; undefined if it counts nothing. */
export function entryOf(payment: CountedPayment): LedgerEntry | undefined {
  const { id, approval, allowanceId, intent } = payment;
  const debit = countedDebit(payment);
  if (!approval || !debit || !mayHaveMoved(payment)) return undefined;
  const scopes = [siteScope(intent.source.origin), ...(allowanceId === undefined ? [] : [allowanceScope(allowanceId)])];
  return { id, keys: scopes.map((scope) => [scope, approval.at] as const), debit };
}

export function sameEntry(a: LedgerEntry | undefined, b: LedgerEntry | undefined): boolean {
  if (!a || !b) return a === b;
  return sameAmount(a.debit, b.debit) && JSON.stringify(a.keys) === JSON.stringify(b.keys);
}

export const HOUR = 60 * 60_000;
export const DAY = 24 * HOUR;

/** The key of a sum: a scope, `HOUR` or `DAY`, and the start of that hour or day. */
export type SumKey = readonly [scope: string, span: number, start: number];

/** The keys of the sums that include an entry. */
export function sumsWith({ keys }: LedgerEntry): SumKey[] {
  return keys.flatMap(([scope, at]) => [HOUR, DAY].map((span): SumKey => [scope, span, Math.floor(at / span) * span]));
}

/** One sum for each asset, without those that are zero. */
export function addUp(amounts: readonly Amount[]): Spent {
  const sums: Amount[] = [];
  for (const amount of amounts) {
    const at = sums.findIndex((sum) => sameAsset(sum, amount));
    const sum = sums[at];
    if (sum) sums[at] = amountOf(sum.value + amount.value, assetOf(sum));
    else sums.push(amount);
  }
  return sums.filter(({ value }) => value !== 0n);
}

/** Answers a question from the given entries. */
export function spentBy(entries: readonly LedgerEntry[], { scopes, since }: SpendingQuestion): Spent {
  const asked = entries.filter(({ keys }) => keys.some(([scope, at]) => at >= since && scopes.includes(scope)));
  return addUp(asked.map(({ debit }) => debit));
}

/** Answers questions from a list of all payments. For tests and benchmarks. */
export function spendingOf(payments: readonly CountedPayment[]): SpendingAnswers {
  const entries = payments.flatMap((payment) => entryOf(payment) ?? []);
  return (question) => spentBy(entries, question);
}
