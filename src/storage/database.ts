import type { DBSchema, IDBPDatabase } from 'idb';
import { openDB } from 'idb';
import * as v from 'valibot';
import { TenderError } from '../model/errors.ts';

/**
 * The object stores. Rows are `unknown`, so that every reader parses them. Secret: `keys` (non-extractable), `tokens`, and `payments.rail`.
 * Nothing is loggable.
 */
export interface Stores extends DBSchema {
  /** Payments by id. `open` is 1 while a payment is unfinished and absent afterwards, so that its index stays small. */
  payments: { key: string; value: unknown; indexes: { key: string; open: number; createdAt: number; approvedAt: number } };
  /** What limits count of deleted payments, by payment id. */
  deletedPayments: { key: string; value: unknown; indexes: { key: string; approvedAt: number; deletedAt: number } };
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
const VERSION = 4;

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
        // 4: what limits count, indexed by the time of approval and kept when the payment is deleted.
        if (oldVersion < 4) {
          transaction.objectStore('payments').createIndex('approvedAt', 'approval.at');
          createDeletedPayments(database);
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
  deleted.createIndex('approvedAt', 'approval.at');
  deleted.createIndex('deletedAt', 'deletedAt');
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
