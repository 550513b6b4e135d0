import type { DBSchema, IDBPDatabase } from 'idb';
import { openDB } from 'idb';
import * as v from 'valibot';
import { TenderError } from '../model/errors.ts';

/**
 * The stores. Rows come back as `unknown` on purpose: whatever reads one parses it.
 * Secret: `keys` (non-extractable), `tokens`, and `payments.rail`. Nothing here is loggable.
 */
export interface Stores extends DBSchema {
  /** Payments by id; `open` is 1 while a payment is unfinished, and absent afterwards, so that its index stays small. */
  payments: { key: string; value: unknown; indexes: { key: string; open: number; createdAt: number; approvedAt: number } };
  /** What limits count of deleted payments, by id. */
  deletedPayments: { key: string; value: unknown; indexes: { key: string; approvedAt: number; deletedAt: number } };
  /** Linked wallets by id. */
  wallets: { key: string; value: unknown };
  /** Signing keys by `kid`: non-extractable `CryptoKeyPair`s, which only IndexedDB can hold. */
  keys: { key: string; value: unknown };
  /** Access tokens that outlive one payment. */
  tokens: { key: string; value: unknown };
  /** The wallet's consent tab of a payment: payment id → tab id. Emptied when the browser starts. */
  consentTabs: { key: string; value: unknown };
  /** Allowances by id. Secret: `rail`. */
  allowances: { key: string; value: unknown };
  /** Accounts at connectors by id. Secret: `secret`, wrapped under a non-extractable key beside it. */
  uplinks: { key: string; value: unknown };
  /** Small settings by name. */
  settings: { key: string; value: unknown };
}

export type Database = IDBPDatabase<Stores>;

const NAME = 'tender';
const VERSION = 4;

/**
 * Opens the database and brings it to this version, one numbered migration after the other.
 * @param onLost called when the connection is gone, by a newer version or a failing disk: whatever was built on it must be built anew.
 * @throws {TenderError} `storage-failed`, also for a database of a newer version: it is left as it is.
 */
export async function openDatabase(name = NAME, onLost: () => void = () => undefined): Promise<Database> {
  try {
    return await openDB<Stores>(name, VERSION, {
      upgrade(database, oldVersion, _newVersion, transaction) {
        if (oldVersion < 1) createStores(database);
        // 2: allowances, the standing rights to pay within a limit that a wallet enforces.
        if (oldVersion < 2) database.createObjectStore('allowances', { keyPath: 'id' });
        // 3: accounts at connectors, from which Tender pushes payments by itself.
        if (oldVersion < 3) database.createObjectStore('uplinks', { keyPath: 'id' });
        // 4: what limits count, found by when it was approved, and kept when its payment is deleted.
        if (oldVersion < 4) {
          transaction.objectStore('payments').createIndex('approvedAt', 'approval.at');
          createDeletedPayments(database);
        }
      },
      blocking(_current, _blocked, event) {
        // A newer version of the extension waits for this connection.
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
  deleted.createIndex('approvedAt', 'approval.at');
  deleted.createIndex('deletedAt', 'deletedAt');
}

/** Runs a storage access; whatever fails in it becomes `storage-failed` with its cause. */
export async function stored<T>(access: () => Promise<T>): Promise<T> {
  try {
    return await access();
  } catch (cause) {
    if (cause instanceof TenderError) throw cause;
    throw new TenderError('storage-failed', { cause });
  }
}

/** A row as its schema reads it, or nothing. */
export function read<T>(schema: v.GenericSchema<unknown, T>, row: unknown): T | undefined {
  const parsed = v.safeParse(schema, row);
  return parsed.success ? parsed.output : undefined;
}
