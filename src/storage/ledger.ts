import type { IDBPTransaction, StoreNames } from 'idb';
import type * as v from 'valibot';
import type { LedgerEntry, SumKey } from '../limits/spending-ledger.ts';
import { addUp, DAY, entryOf, HOUR, sameEntry, spentBy, sumsWith } from '../limits/spending-ledger.ts';
import type { Amount } from '../model/amount.ts';
import { amountOf, assetOf } from '../model/amount.ts';
import type { CountedPayment } from '../model/counted-payment.ts';
import { TenderError } from '../model/errors.ts';
import type { SpendingAnswers, SpendingQuestion, Spent } from '../model/spending.ts';
import type { Stores } from './database.ts';
import { read } from './database.ts';
import { entryRow, sumRow, UNREADABLE } from './ledger-row.ts';

/** The stores of the spending ledger (`limits/spending-ledger.ts`): its entries, and their sums by hour and day. */
export const LEDGER = ['ledgerEntries', 'ledgerSums'] as const;

type Mode = 'readonly' | 'readwrite' | 'versionchange';
/** A transaction that holds the ledger's stores among others. */
type LedgerTransaction<M extends Mode> = IDBPTransaction<Stores, StoreNames<Stores>[], M>;

/** Updates the ledger for a payment that is written in the same transaction. */
export function recordSpending(transaction: LedgerTransaction<'readwrite'>, payment: CountedPayment): Promise<void> {
  return setEntry(transaction, payment.id, entryOf(payment));
}

/** Removes an entry from the ledger and from its sums. */
export function forgetSpending(transaction: LedgerTransaction<'readwrite'>, id: string): Promise<void> {
  return setEntry(transaction, id, undefined);
}

async function setEntry(transaction: LedgerTransaction<'readwrite'>, id: string, next: LedgerEntry | undefined): Promise<void> {
  const entries = transaction.objectStore('ledgerEntries');
  // The amount of an unreadable entry stays in the sums: limits then count too much, never too little.
  const before = read(entryRow, await entries.get(id));
  if (sameEntry(before, next)) return;
  if (next) await entries.put(next);
  else await entries.delete(id);
  if (before) await addToSums(transaction, before, -1n);
  if (next) await addToSums(transaction, next, 1n);
}

async function addToSums(transaction: LedgerTransaction<'readwrite'>, entry: LedgerEntry, sign: 1n | -1n): Promise<void> {
  const store = transaction.objectStore('ledgerSums');
  const change = amountOf(sign * entry.debit.value, assetOf(entry.debit));
  const add = async (key: SumKey): Promise<void> => {
    const [scope, span, start] = key;
    const row: unknown = await store.get([...key]);
    const before = read(sumRow, row);
    // An unreadable row stays unchanged, and every question that needs it fails.
    if (row !== undefined && !before) return;
    const sums = addUp([...(before?.sums ?? []), change]);
    if (sums.length > 0) await store.put({ scope, span, start, sums });
    else await store.delete([...key]);
  };
  await Promise.all(sumsWith(entry).map(add));
}

/** Answers questions of limits within a transaction. @throws {TenderError} `storage-failed` if a row is unreadable. */
export async function askLedger<M extends Mode>(
  transaction: LedgerTransaction<M>,
  questions: readonly SpendingQuestion[],
): Promise<SpendingAnswers> {
  const answers = new Map(
    await Promise.all(questions.map(async (question) => [nameOf(question), await spent(transaction, question)] as const)),
  );
  return (question) => {
    const answer = answers.get(nameOf(question));
    if (!answer) throw new TenderError('internal', { params: { what: 'question to the ledger' } });
    return answer;
  };
}

function nameOf({ scopes, since }: SpendingQuestion): string {
  return JSON.stringify([since, ...scopes]);
}

async function spent<M extends Mode>(transaction: LedgerTransaction<M>, question: SpendingQuestion): Promise<Spent> {
  const { scopes, since } = question;
  const [unread, ...parts] = await Promise.all([
    transaction
      .objectStore('ledgerEntries')
      .index('keys')
      .count(between([UNREADABLE], since)),
    ...scopes.map((scope) => spentIn(transaction, scope, since)),
  ]);
  if (unread > 0) throw unreadableRow();
  return addUp(parts.flat());
}

/** Reads the entries up to the next full hour, the hour sums up to the next UTC day, and the sums of the days after. */
async function spentIn<M extends Mode>(transaction: LedgerTransaction<M>, scope: string, since: number): Promise<readonly Amount[]> {
  const hour = Math.ceil(since / HOUR) * HOUR;
  const day = Math.ceil(hour / DAY) * DAY;
  const sums = transaction.objectStore('ledgerSums');
  const [entries, hours, days] = await Promise.all([
    since < hour
      ? transaction
          .objectStore('ledgerEntries')
          .index('keys')
          .getAll(between([scope], since, hour))
      : [],
    hour < day ? sums.getAll(between([scope, HOUR], hour, day)) : [],
    sums.getAll(between([scope, DAY], day)),
  ]);
  const rest = spentBy(readAll(entryRow, entries), { scopes: [scope], since });
  return [...rest, ...readAll(sumRow, [...hours, ...days]).flatMap((row) => row.sums)];
}

/** The range of keys that begin with `key` and end with a time from `from` (inclusive) to `until` (exclusive). */
function between(key: readonly (string | number)[], from: number, until = Number.POSITIVE_INFINITY): IDBKeyRange {
  return IDBKeyRange.bound([...key, from], [...key, until], false, true);
}

/** Parses every row, or throws: an unreadable row may count in a limit. */
function readAll<T>(schema: v.GenericSchema<unknown, T>, rows: readonly unknown[]): T[] {
  return rows.map((row) => {
    const parsed = read(schema, row);
    if (!parsed) throw unreadableRow();
    return parsed;
  });
}

function unreadableRow(): TenderError {
  return new TenderError('storage-failed', { params: { what: 'ledger row' } });
}
