import * as v from 'valibot';
import type { CountedPayment } from '../model/counted-payment.ts';
import type { DeletedPayment } from '../model/deleted-payment.ts';
import { DELETED_LIFE, remainsOf } from '../model/deleted-payment.ts';
import { TenderError } from '../model/errors.ts';
import type { Journal, JournalPage, JournalCursor, WriteGuard } from '../model/journal.ts';
import { isDuplicateOf, isReleased } from '../model/journal.ts';
import type { PaidBefore } from '../model/payees/payee-memory.ts';
import type { Payment } from '../model/payment.ts';
import type { IDBPTransaction } from 'idb';
import type { Database, Stores } from './database.ts';
import { read, stored } from './database.ts';
import { deletedRow, paidRow, paymentRow } from './payment-row.ts';

// Durable writes: a request to a wallet may be sent as soon as a write resolves.
const STRICT = { durability: 'strict' } as const;

/**
 * Milliseconds. A payment may wait this long for a wallet to be linked, so an unreadable row that is at most this much older may have been
 * approved in the counted time.
 */
const ASKED_BEFORE = 7 * 24 * 60 * 60_000;

/** The journal in IndexedDB. Unreadable rows stay unchanged and do not affect the others. */
export function indexedJournal(database: Database): Journal {
  // Read while the wallets are asked for a price and cached until a payment completes or is deleted, so that an approval reads nothing.
  let paid: Promise<readonly PaidBefore[]> | undefined;
  const changing = async <T>(write: () => Promise<T>): Promise<T> => {
    try {
      return await write();
    } finally {
      paid = undefined;
    }
  };
  return {
    insert: (payment) => changing(() => stored(() => insert(database, payment))),
    get: (id) => stored(() => get(database, id)),
    replace: (next, permits = []) => {
      const write = (): Promise<void> => stored(() => replace(database, next, permits));
      return next.state === 'completed' ? changing(write) : write();
    },
    unfinished: () => stored(async () => (await database.getAllFromIndex('payments', 'open', 1)).flatMap(readRow)),
    since: (from) =>
      stored(async () => {
        const rows = await database.getAllFromIndex('payments', 'createdAt', IDBKeyRange.lowerBound(from));
        return rows.flatMap(readRow).toReversed();
      }),
    counted: (from) => stored(() => counted(database.transaction(COUNTED), from)),
    paid: () => {
      paid ??= stored(() => readPaid(database));
      // After an error the next call reads again.
      paid.catch(() => (paid = undefined));
      return paid;
    },
    page: (behind, size) => stored(() => page(database, behind, size)),
    delete: (ids, at) => changing(() => stored(() => remove(database, ids, at))),
  };
}

async function readPaid(database: Database): Promise<readonly PaidBefore[]> {
  return (await database.getAll('payments')).flatMap((row) => read(paidRow, row) ?? []);
}

async function insert(database: Database, payment: Payment): Promise<Payment> {
  const transaction = database.transaction(COUNTED, 'readwrite', STRICT);
  const payments = transaction.objectStore('payments');
  const rows = await payments.index('key').getAll(payment.key);
  const open = await payments.index('open').getAll(1);
  const earlier = rows.flatMap(readRow);
  const attached = [...earlier, ...open.flatMap(readRow)].find((row) => isDuplicateOf(payment, row));
  // An unreadable row may be a payment of the same order: another payment could pay twice.
  const isInDoubt = earlier.length < rows.length || open.some((row) => readRow(row).length === 0 && mayBeFor(payment, row));
  if (!attached && isInDoubt) throw new TenderError('storage-failed', { params: { what: 'payment row' } });
  if (!attached && (await wasPaid(transaction, payment.key))) throw new TenderError('payable-completed');
  if (!attached) await payments.put(toRow(payment));
  await transaction.done;
  return attached ?? payment;
}

/** Whether an unreadable row may be about the same order as the payment. */
function mayBeFor({ key, intent }: Payment, row: unknown): boolean {
  const left = v.safeParse(orderOfRow, row);
  return (
    !left.success || (left.output.key === undefined ? left.output.intent.request.target === intent.request.target : left.output.key === key)
  );
}

const orderOfRow = v.object({
  key: v.optional(v.string()),
  intent: v.object({ request: v.object({ target: v.string() }) }),
});

async function get(database: Database, id: string): Promise<Payment | undefined> {
  const row = await database.get('payments', id);
  if (row === undefined) return undefined;
  const [payment] = readRow(row);
  if (!payment) throw new TenderError('storage-failed', { params: { what: 'payment row' } });
  return payment;
}

async function replace(database: Database, next: Payment, permits: readonly WriteGuard[]): Promise<void> {
  const transaction = database.transaction(COUNTED, 'readwrite', STRICT);
  const payments = transaction.objectStore('payments');
  try {
    const [before] = readRow(await payments.get(next.id));
    if (before?.revision !== next.revision - 1) throw new TenderError('internal', { params: { what: 'stale write' } });
    for (const { since, check } of permits) check((await counted(transaction, since)).filter(({ id }) => id !== next.id));
    await payments.put(toRow(next));
  } catch (error) {
    transaction.abort();
    await transaction.done.catch(() => undefined);
    throw error;
  }
  await transaction.done;
}

async function page(database: Database, behind: JournalCursor | undefined, size: number): Promise<JournalPage> {
  const range = behind && IDBKeyRange.upperBound(behind.createdAt);
  const rows: unknown[] = [];
  let last: JournalCursor | undefined;
  let cursor = await database.transaction('payments').store.index('createdAt').openCursor(range, 'prev');
  // Payments of the same millisecond are ordered by id, descending. Those up to the cursor's id are in the previous page.
  const isBefore = (createdAt: number, id: string): boolean => createdAt === behind?.createdAt && id >= behind.id;
  while (cursor && isBefore(cursor.key, cursor.primaryKey)) cursor = await cursor.continue();
  while (cursor && rows.length < size) {
    rows.push(cursor.value);
    last = { createdAt: cursor.key, id: cursor.primaryKey };
    cursor = await cursor.continue();
  }
  const payments = rows.flatMap(readRow);
  const unreadable = rows.length - payments.length;
  return cursor && last ? { payments, unreadable, next: last } : { payments, unreadable };
}

async function remove(database: Database, ids: readonly string[], at: number): Promise<readonly string[]> {
  const transaction = database.transaction(COUNTED, 'readwrite', STRICT);
  const [payments, deleted] = [transaction.objectStore('payments'), transaction.objectStore('deletedPayments')];
  for (const id of await deleted.index('deletedAt').getAllKeys(IDBKeyRange.upperBound(at - DELETED_LIFE, true))) await deleted.delete(id);
  const rows = await Promise.all(ids.map((id) => payments.get(id)));
  const released = rows.flatMap(readRow).filter(isReleased);
  for (const payment of released) {
    const remains = remainsOf(payment, at);
    if (remains) await deleted.put(remains);
    await payments.delete(payment.id);
  }
  await transaction.done;
  return released.map(({ id }) => id);
}

const COUNTED = ['payments', 'deletedPayments'] as const;

/** A transaction over the stores that limits count. */
type Counting<Mode extends IDBTransactionMode = 'readonly' | 'readwrite'> = IDBPTransaction<Stores, typeof COUNTED, Mode>;

/** Everything approved since a time, deleted payments included. */
async function counted<Mode extends 'readonly' | 'readwrite'>(transaction: Counting<Mode>, since: number): Promise<CountedPayment[]> {
  const payments = transaction.objectStore('payments');
  // An unreadable row may have no valid approval time, so it is found by its creation time.
  const asked = await payments.index('createdAt').getAll(IDBKeyRange.lowerBound(since - ASKED_BEFORE));
  const approved = await payments.index('approvedAt').getAll(IDBKeyRange.lowerBound(since));
  const deleted = await transaction.objectStore('deletedPayments').index('approvedAt').getAll(IDBKeyRange.lowerBound(since));
  const present = new Map(readAll([...asked, ...approved]).map((payment) => [payment.id, payment]));
  return [...present.values(), ...readDeleted(deleted)];
}

async function wasPaid<Mode extends 'readonly' | 'readwrite'>(transaction: Counting<Mode>, key: string): Promise<boolean> {
  const rows = await transaction.objectStore('deletedPayments').index('key').getAll(key);
  return readDeleted(rows).some(({ state }) => state === 'completed');
}

/** Parses every row, or throws: an unreadable row may count in a limit, or may be a payment that must not be repeated. */
function readDeleted(rows: readonly unknown[]): DeletedPayment[] {
  return rows.map((row) => {
    const remains = read(deletedRow, row);
    if (!remains) throw new TenderError('storage-failed', { params: { what: 'payment row' } });
    return remains;
  });
}

function toRow(payment: Payment): unknown {
  return isReleased(payment) ? { ...payment } : { ...payment, open: 1 };
}

/** Parses every row, or throws: an unreadable row may count in a limit. */
function readAll(rows: readonly unknown[]): Payment[] {
  const payments = rows.flatMap(readRow);
  if (payments.length < rows.length) throw new TenderError('storage-failed', { params: { what: 'payment row' } });
  return payments;
}

function readRow(row: unknown): Payment[] {
  const parsed = v.safeParse(paymentRow, row);
  return parsed.success ? [parsed.output] : [];
}
