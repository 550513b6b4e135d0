import * as v from 'valibot';
import type { LedgerEntry } from '../limits/spending-ledger.ts';
import { amount } from './payment-row.ts';
import { rowSchema } from './row-schema.ts';

/** An entry of the spending ledger. `keys` is an index, by which a scope's entries are found by time. */
export const entryRow = rowSchema<LedgerEntry>()(
  v.object({ id: v.string(), keys: v.array(v.tuple([v.string(), v.number()])), debit: amount }),
);

/** What one scope spent in one hour or day (see `SumKey`): a sum for each asset. A negative sum is a damaged one, so the row is unreadable. */
export const sumRow = v.object({
  scope: v.string(),
  span: v.number(),
  start: v.number(),
  sums: v.array(v.object({ ...amount.entries, value: v.pipe(v.bigint(), v.minValue(0n)) })),
});
export type LedgerSum = v.InferOutput<typeof sumRow>;

/** The scope of payments that were unreadable when the ledger was built. */
export const UNREADABLE = 'unreadable';

/** An entry without an amount: every question about its time fails. */
export function unreadableEntry(id: string, at: number): unknown {
  return { id, keys: [[UNREADABLE, at]] };
}
