import * as v from 'valibot';
import { entryOf } from '../limits/spending-ledger.ts';
import type { DeletedPayment } from '../model/deleted-payment.ts';
import { DELETED_LIFE } from '../model/deleted-payment.ts';
import { TenderError } from '../model/errors.ts';
import type { Journal, JournalPage, JournalCursor, WriteGuard } from '../model/journal.ts';
import { isDuplicateOf, isReleased } from '../model/journal.ts';
import type { PaidBefore } from '../model/payees/payee-memory.ts';
import { mergePaid } from '../model/payees/payee-memory.ts';
import type { Payment } from '../model/payment.ts';
import type { IDBPTransaction } from 'idb';
import type { Database, Stores } from './database.ts';
import { abort, read, stored } from './database.ts';
import { askLedger, forgetSpending, LEDGER, recordSpending } from './ledger.ts';
import { evidenceReferences } from './evidence.ts';
import { deletedRow, paidRow, paymentRow } from './payment-row.ts';

// Durable writes: a request to a wallet may be sent as soon as a write resolves.
const STRICT = { durability: 'strict' } as const;

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
    replace: (next, guards = []) => {
      const write = (): Promise<void> => stored(() => replace(database, next, guards));
      return next.state === 'completed' ? changing(write) : write();
    },
    unfinished: () => stored(async () => (await database.getAllFromIndex('payments', 'open', 1)).flatMap(readRow)),
    since: (from) =>
      stored(async () => {
        const rows = await database.getAllFromIndex('payments', 'createdAt', IDBKeyRange.lowerBound(from));
        return rows.flatMap(readRow).toReversed();
      }),
    spent: (questions) => stored(() => askLedger(database.transaction(LEDGER), questions)),
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
  return mergePaid((await database.getAll('payments')).flatMap((row) => read(paidRow, row) ?? []));
}

function insert(database: Database, payment: Payment): Promise<Payment> {
  return allOrNothing(database, async (transaction) => {
    const payments = transaction.objectStore('payments');
    const rows = await payments.index('key').getAll(payment.key);
    const open = await payments.index('open').getAll(1);
    const earlier = rows.flatMap(readRow);
    const attached = [...earlier, ...open.flatMap(readRow)].find((row) => isDuplicateOf(payment, row));
    if (attached) return attached;
    // An unreadable row may be a payment of the same order: another payment could pay twice.
    const isInDoubt = earlier.length < rows.length || open.some((row) => readRow(row).length === 0 && mayBeFor(payment, row));
    if (isInDoubt) throw new TenderError('storage-failed', { params: { what: 'payment row' } });
    if (await wasPaid(transaction, payment.key)) throw new TenderError('payable-completed');
    await write(transaction, payment);
    return payment;
  });
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

function replace(database: Database, next: Payment, guards: readonly WriteGuard[]): Promise<void> {
  return allOrNothing(database, async (transaction) => {
    const [before] = readRow(await transaction.objectStore('payments').get(next.id));
    if (before?.revision !== next.revision - 1) throw new TenderError('internal', { params: { what: 'stale write' } });
    for (const { questions, check } of guards) check(await askLedger(transaction, questions));
    await write(transaction, next);
  });
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

function remove(database: Database, ids: readonly string[], at: number): Promise<readonly string[]> {
  return allOrNothing(database, async (transaction) => {
    const [payments, deleted] = [transaction.objectStore('payments'), transaction.objectStore('deletedPayments')];
    for (const id of await deleted.index('deletedAt').getAllKeys(IDBKeyRange.upperBound(at - DELETED_LIFE, true))) {
      await deleted.delete(id);
      await forgetSpending(transaction, id);
    }
    const rows = await Promise.all(ids.map((id) => payments.get(id)));
    const released = rows.flatMap(readRow).filter(isReleased);
    for (const payment of released) {
      const { id, key, state } = payment;
      const remains: DeletedPayment = { id, key, state, deletedAt: at };
      if (state === 'completed' || entryOf(payment)) await deleted.put(remains);
      await payments.delete(id);
    }
    return released.map(({ id }) => id);
  });
}

const JOURNAL = ['payments', 'deletedPayments', ...LEDGER] as const;

type JournalTransaction = IDBPTransaction<Stores, typeof JOURNAL, 'readwrite'>;

/** Runs a journal write in one transaction and aborts it after any error: a row and its part of the ledger are written both or not at all. */
async function allOrNothing<T>(database: Database, work: (transaction: JournalTransaction) => Promise<T>): Promise<T> {
  const transaction = database.transaction(JOURNAL, 'readwrite', STRICT);
  const done = transaction.done;
  done.catch(() => undefined);
  try {
    const result = await work(transaction);
    await done;
    return result;
  } catch (error) {
    abort(transaction);
    await done.catch(() => undefined);
    throw error;
  }
}

/** Writes a payment's row and its part of the ledger. */
async function write(transaction: JournalTransaction, payment: Payment): Promise<void> {
  await transaction.objectStore('payments').put(toRow(payment));
  await recordSpending(transaction, payment);
}

async function wasPaid(transaction: JournalTransaction, key: string): Promise<boolean> {
  const rows = await transaction.objectStore('deletedPayments').index('key').getAll(key);
  return readDeleted(rows).some(({ state }) => state === 'completed');
}

/** Parses every row, or throws: an unreadable row may be a payment that must not be repeated. */
function readDeleted(rows: readonly unknown[]): DeletedPayment[] {
  return rows.map((row) => {
    const remains = read(deletedRow, row);
    if (!remains) throw new TenderError('storage-failed', { params: { what: 'payment row' } });
    return remains;
  });
}

/** The row of a payment, with the fields that only the indexes read. */
function toRow(payment: Payment): unknown {
  const references = evidenceReferences(payment);
  return {
    ...payment,
    ...(isReleased(payment) ? {} : { open: 1 }),
    ...(references.length > 0 ? { evidence: references } : {}),
  };
}

function readRow(row: unknown): Payment[] {
  const parsed = v.safeParse(paymentRow, row);
  return parsed.success ? [parsed.output] : [];
}
