import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';

export type Row = Record<string, number | bigint | string | Uint8Array | null>;

const schema = `
  CREATE TABLE IF NOT EXISTS records (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (collection, id)
  );
  CREATE INDEX IF NOT EXISTS records_by_owner ON records (collection, owner, sequence);
  CREATE TABLE IF NOT EXISTS ledger_accounts (
    id TEXT PRIMARY KEY,
    asset_code TEXT NOT NULL,
    asset_scale INTEGER NOT NULL,
    balance TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS transfers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    debit TEXT NOT NULL REFERENCES ledger_accounts (id),
    credit TEXT NOT NULL REFERENCES ledger_accounts (id),
    amount TEXT NOT NULL,
    kind TEXT NOT NULL,
    outgoing_payment TEXT,
    incoming_payment TEXT,
    created_at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS transfers_by_incoming ON transfers (incoming_payment);
  CREATE INDEX IF NOT EXISTS transfers_by_outgoing ON transfers (outgoing_payment);
`;

/** The directories of this process's own worlds: its pid does not distinguish them. */
const openDirectories = new Set<string>();

/** The world's SQLite file. All calls are synchronous, so transactions are never interleaved. */
export class Database {
  readonly #db: sqlite.Database;
  readonly #directory: string;
  readonly #temporary: boolean;
  readonly #statements = new Map<string, sqlite.Statement>();
  #closed = false;

  /** Opens `world.sqlite` in the directory, or in a temporary one that is deleted on close. */
  constructor(directory?: string) {
    this.#temporary = directory === undefined;
    this.#directory = directory ?? mkdtempSync(join(tmpdir(), 'tender-demo-'));
    mkdirSync(this.#directory, { recursive: true });
    this.#claim();
    this.#db = new sqlite.Database(join(this.#directory, 'world.sqlite'));
    // The file survives a killed process. Only a power failure could damage it, and it contains demo data only.
    this.#db.exec('PRAGMA synchronous = OFF');
    this.#db.exec(schema);
  }

  run(sql: string, values: sqlite.JSValue[] = []): void {
    this.#statement(sql).run(values);
  }

  get(sql: string, values: sqlite.JSValue[] = []): Row | undefined {
    return (this.#statement(sql).get(values) as Row | null) ?? undefined;
  }

  all(sql: string, values: sqlite.JSValue[] = []): Row[] {
    return this.#statement(sql).all(values) as Row[];
  }

  /** Runs `work` in a transaction. Nested calls join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#db.inTransaction) return work();
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const statement of this.#statements.values()) statement.finalize();
    this.#db.close();
    openDirectories.delete(this.#directory);
    if (this.#temporary) rmSync(this.#directory, { recursive: true, force: true });
    else rmSync(join(this.#directory, 'owner.pid'), { force: true });
  }

  #statement(sql: string): sqlite.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  // The library locks with a directory that stays after a killed process. The owner's pid distinguishes a stale lock from a running world.
  #claim(): void {
    if (openDirectories.has(this.#directory)) throw new Error(`The demo world's data in ${this.#directory} is already open.`);
    openDirectories.add(this.#directory);
    const pidFile = join(this.#directory, 'owner.pid');
    if (existsSync(pidFile)) {
      const pid = Number(readFileSync(pidFile, 'utf8'));
      if (pid !== process.pid && isRunning(pid)) {
        openDirectories.delete(this.#directory);
        throw new Error(`The demo world's data in ${this.#directory} is in use by process ${pid}.`);
      }
      rmSync(join(this.#directory, 'world.sqlite.lock'), { recursive: true, force: true });
    }
    writeFileSync(pidFile, String(process.pid));
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
