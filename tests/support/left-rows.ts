import { readFileSync } from 'node:fs';
import { openDB } from 'idb';
import { inRoot } from '../../scripts/lib/paths.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';

/**
 * Rows that a build wrote in Chromium, after purchases in the demo world. Keys cannot be stored in a file and are created again.
 * `tests/storage/write-rows.ts` wrote those from version 3 on; the builds of versions 1 and 2 were used by hand.
 */
export interface Left {
  /** The build, if its version is not sufficient. */
  readonly what?: string;
  /** Version of the database. */
  readonly version: number;
  readonly rows: Readonly<Record<string, readonly (readonly [key: string, row: unknown])[]>>;
}

const KEYED_BY_ID: ReadonlySet<string> = new Set(['payments', 'deletedPayments', 'wallets', 'allowances', 'uplinks']);

/** Reads a fixture of `tests/storage`. */
export async function readLeft(name: string): Promise<Left> {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
  const secretKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  return JSON.parse(readFileSync(inRoot('tests', 'storage', `${name}.json`), 'utf8'), (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$bigint' in value) return BigInt(String(value.$bigint));
    if ('$bytes' in value) return Uint8Array.from(value.$bytes as number[]);
    if ('$secretKey' in value) return secretKey;
    return '$privateKey' in value ? privateKey : value;
  }) as Left;
}

/** Opens a database with the rows of an older build. */
export async function openLeft(left: Left, name: string): Promise<Database> {
  await leave(left, name);
  return openDatabase(name);
}

/** Creates a database as an older build left it. */
export async function leave({ version, rows }: Left, name: string): Promise<void> {
  const old = await openDB(name, version, {
    upgrade(database) {
      for (const name of [...Object.keys(rows), 'keys']) {
        const store = database.createObjectStore(name, KEYED_BY_ID.has(name) ? { keyPath: 'id' } : {});
        if (name === 'payments') for (const index of ['key', 'open', 'createdAt']) store.createIndex(index, index);
        if (name === 'deletedPayments') for (const index of ['key', 'deletedAt']) store.createIndex(index, index);
        if (version === 4 && name.endsWith('ayments')) store.createIndex('approvedAt', 'approval.at');
      }
    },
    blocking: () => old.close(),
  });
  for (const [store, all] of Object.entries(rows)) {
    for (const [key, row] of all) await old.put(store, row, KEYED_BY_ID.has(store) ? undefined : key);
  }
  old.close();
}
