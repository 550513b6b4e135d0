import type { DBSchema, IDBPDatabase } from 'idb';
import { openDB, unwrap } from 'idb';
import * as v from 'valibot';
import { TenderError } from '../model/errors.ts';
import { buildLedger } from './build-ledger.ts';

/**
 * The object stores. Rows are `unknown`, so that every reader parses them. Secret: `keys` (non-extractable), `tokens`, and `payments.rail`.
 * Nothing is loggable.
 */
export interface Stores extends DBSchema {
  /**
   * Payments by id. `open` is 1 while a payment is unfinished and absent afterwards, so that its index stays small. `evidence`: the
   * references of its evidence.
   */
  payments: { key: string; value: unknown; indexes: { key: string; open: number; createdAt: number; evidence: string } };
  /** What is kept of deleted payments, by payment id. */
  deletedPayments: { key: string; value: unknown; indexes: { key: string; deletedAt: number } };
  /** The spending ledger: an entry for each payment that limits count, by payment id. `keys`: each scope with the time of approval. */
  ledgerEntries: { key: string; value: unknown; indexes: { keys: [scope: string, at: number] } };
  /** Sums of the entries: see `SumKey`. */
  ledgerSums: { key: [scope: string, span: number, start: number]; value: unknown };
  /** Linked wallets by id. */
  wallets: { key: string; value: unknown };
  /** Signing keys by `kid`: non-extractable `CryptoKeyPair`s, which only IndexedDB can store. */
  keys: { key: string; value: unknown };
  /** Access tokens that are used for several payments. */
  tokens: { key: string; value: unknown };
  /** Tabs with the consent page of a payment, by payment id. Cleared when the browser starts. */
  consentTabs: { key: string; value: unknown };
  /** Allowances by id. Secret: `rail`. */
  allowances: { key: string; value: unknown };
  /** Accounts at connectors by id. Secret: `secret`, wrapped with a non-extractable key in the same row. */
  uplinks: { key: string; value: unknown };
  /** Settings by name. */
  settings: { key: string; value: unknown };
}

export type Database = IDBPDatabase<Stores>;

const NAME = 'tender';
const VERSION = 5;

/**
 * Opens the database and runs the numbered migrations up to this version.
 * @param onLost called if the connection is closed, by a newer version or a disk error: everything that uses it must be created again.
 * @throws {TenderError} `storage-failed`, also for a database of a newer version, which stays unchanged.
 */
export async function openDatabase(name = NAME, onLost: () => void = () => undefined): Promise<Database> {
  try {
    return await openDB<Stores>(name, VERSION, {
      upgrade(database, oldVersion, _newVersion, transaction) {
        if (oldVersion < 1) createStores(database);
        // 2: allowances.
        if (oldVersion < 2) database.createObjectStore('allowances', { keyPath: 'id' });
        // 3: accounts at connectors.
        if (oldVersion < 3) database.createObjectStore('uplinks', { keyPath: 'id' });
        // 4: what is kept of deleted payments.
        if (oldVersion < 4) createDeletedPayments(database);
        // 5: the spending ledger. Before, limits read the payments themselves, by an index. And the index of evidence.
        if (oldVersion === 4)
          for (const name of ['payments', 'deletedPayments'] as const) unwrap(transaction.objectStore(name)).deleteIndex('approvedAt');
        if (oldVersion < 5) {
          createLedger(database);
          transaction.objectStore('payments').createIndex('evidence', 'evidence', { multiEntry: true });
          const [payments, deletedPayments] = [transaction.objectStore('payments'), transaction.objectStore('deletedPayments')];
          const [ledgerEntries, ledgerSums] = [transaction.objectStore('ledgerEntries'), transaction.objectStore('ledgerSums')];
          orAbort(transaction, buildLedger({ payments, deletedPayments, ledgerEntries, ledgerSums }));
        }
      },
      blocking(_current, _blocked, event) {
        // A newer version of the extension waits until this connection is closed.
        if (event.target instanceof IDBDatabase) event.target.close();
        onLost();
      },
      terminated: onLost,
    });
  } catch (cause) {
    throw new TenderError('storage-failed', { cause });
  }
}

function createStores(database: Database): void {
  const payments = database.createObjectStore('payments', { keyPath: 'id' });
  payments.createIndex('key', 'key');
  payments.createIndex('open', 'open');
  payments.createIndex('createdAt', 'createdAt');
  database.createObjectStore('wallets', { keyPath: 'id' });
  for (const name of ['keys', 'tokens', 'consentTabs', 'settings'] as const) database.createObjectStore(name);
}

function createDeletedPayments(database: Database): void {
  const deleted = database.createObjectStore('deletedPayments', { keyPath: 'id' });
  deleted.createIndex('key', 'key');
  deleted.createIndex('deletedAt', 'deletedAt');
}

function createLedger(database: Database): void {
  database.createObjectStore('ledgerEntries', { keyPath: 'id' }).createIndex('keys', 'keys', { multiEntry: true });
  database.createObjectStore('ledgerSums', { keyPath: ['scope', 'span', 'start'] });
}

/** Aborts the upgrade if an asynchronous part of it fails: otherwise IndexedDB would commit what was written so far. */
function orAbort(transaction: { readonly done: Promise<void>; abort(): void }, work: Promise<void>): void {
  // `openDB` rejects too.
  transaction.done.catch(() => undefined);
  work.catch(() => abort(transaction));
}

/** Aborts a transaction, unless a failed request has done so already. */
export function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // Already aborted.
  }
}

/** Runs a storage access and converts its errors to `storage-failed`, with the cause. */
export async function stored<T>(access: () => Promise<T>): Promise<T> {
  try {
    return await access();
  } catch (cause) {
    if (cause instanceof TenderError) throw cause;
    throw new TenderError('storage-failed', { cause });
  }
}

/** Parses a row; undefined if it does not match the schema. */
export function read<T>(schema: v.GenericSchema<unknown, T>, row: unknown): T | undefined {
  const parsed = v.safeParse(schema, row);
  return parsed.success ? parsed.output : undefined;
}
