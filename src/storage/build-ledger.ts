import * as v from 'valibot';
import type { LedgerEntry } from '../limits/spending-ledger.ts';
import { addUp, entryOf, sumsWith } from '../limits/spending-ledger.ts';
import type { LedgerSum } from './ledger-row.ts';
import { unreadableEntry } from './ledger-row.ts';
import { countedRow, paymentRow } from './payment-row.ts';

/** Rows in memory at once. */
const BATCH = 500;

/** Milliseconds. A payment may wait this long for a wallet to be linked, so an unreadable one may have been approved this much after its creation. */
const ASKED_BEFORE = 7 * 24 * 60 * 60_000;

interface Source {
  getAllKeys(range: IDBKeyRange | null, count: number): Promise<string[]>;
  getAll(range: IDBKeyRange | null, count: number): Promise<unknown[]>;
}

interface Target {
  put(row: unknown): Promise<unknown>;
}

/** The stores of an upgrade's transaction. */
interface LedgerStores {
  readonly payments: Source;
  readonly deletedPayments: Source;
  readonly ledgerEntries: Target;
  readonly ledgerSums: Target;
}

/**
 * Builds the spending ledger within the upgrade from version 4 or earlier, from all payments and from what those versions kept of deleted
 * ones. As in those versions, an unreadable payment makes every question fail about the time in which it may have been approved.
 */
export async function buildLedger({ payments, deletedPayments, ledgerEntries, ledgerSums }: LedgerStores): Promise<void> {
  const sums = new Map<string, LedgerSum>();
  const add = async (schema: typeof paymentRow | typeof countedRow, id: string, row: unknown): Promise<void> => {
    const payment = v.safeParse(schema, row);
    const entry = payment.success ? entryOf(payment.output) : undefined;
    if (entry) addToSums(sums, entry);
    const at = payment.success ? undefined : approvedAtMost(row);
    const written = entry ?? (at === undefined ? undefined : unreadableEntry(id, at));
    if (written !== undefined) await ledgerEntries.put(written);
  };
  await eachRow(payments, (id, row) => add(paymentRow, id, row));
  await eachRow(deletedPayments, (id, row) => add(countedRow, id, row));
  await Promise.all([...sums.values()].map(async (row) => ledgerSums.put(row)));
}

/** Visits all rows in batches. */
async function eachRow(source: Source, visit: (id: string, row: unknown) => Promise<void>): Promise<void> {
  let behind: IDBKeyRange | null = null;
  for (;;) {
    const [ids, rows] = await Promise.all([source.getAllKeys(behind, BATCH), source.getAll(behind, BATCH)]);
    await Promise.all(ids.map((id, index) => visit(id, rows[index])));
    const last = ids.at(-1);
    if (last === undefined) return;
    behind = IDBKeyRange.lowerBound(last, true);
  }
}

function addToSums(rows: Map<string, LedgerSum>, entry: LedgerEntry): void {
  for (const key of sumsWith(entry)) {
    const [scope, span, start] = key;
    const sums = addUp([...(rows.get(String(key))?.sums ?? []), entry.debit]);
    rows.set(String(key), { scope, span, start, sums: [...sums] });
  }
}

/** The latest time at which an unreadable payment can have been approved, from its readable fields. */
function approvedAtMost(row: unknown): number | undefined {
  const { approval, createdAt } = v.parse(timesOfRow, row);
  const at = Math.max(approval.at, createdAt + ASKED_BEFORE);
  return at > NEVER ? at : undefined;
}

const NEVER = Number.NEGATIVE_INFINITY;
const time = v.fallback(v.number(), NEVER);
const timesOfRow = v.object({ approval: v.fallback(v.object({ at: time }), { at: NEVER }), createdAt: time });
