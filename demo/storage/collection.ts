import * as v from 'valibot';
import type { Database } from './database.ts';

export interface Page {
  readonly cursor?: string | undefined;
  readonly first?: number | undefined;
  readonly last?: number | undefined;
}

/** Records of one kind, stored as JSON and parsed by their schema when they are read. */
export class Collection<Schema extends v.GenericSchema<unknown, unknown>> {
  readonly #db: Database;
  readonly #name: string;
  readonly #schema: Schema;

  constructor(db: Database, name: string, schema: Schema) {
    this.#db = db;
    this.#name = name;
    this.#schema = schema;
  }

  get(id: string): v.InferOutput<Schema> | undefined {
    const row = this.#db.get('SELECT data FROM records WHERE collection = ? AND id = ?', [this.#name, id]);
    return row && this.#parse(row['data']);
  }

  /** Writes a record. Records are listed by `owner`, which cannot change later. */
  put(id: string, owner: string, value: v.InferInput<Schema>): void {
    this.#db.run(
      `INSERT INTO records (collection, id, owner, data) VALUES (?, ?, ?, ?)
       ON CONFLICT (collection, id) DO UPDATE SET data = excluded.data`,
      [this.#name, id, owner, JSON.stringify(value)],
    );
  }

  delete(id: string): void {
    this.#db.run('DELETE FROM records WHERE collection = ? AND id = ?', [this.#name, id]);
  }

  /** All records, or those of one owner, oldest first. */
  list(owner?: string): v.InferOutput<Schema>[] {
    const rows =
      owner === undefined
        ? this.#db.all('SELECT data FROM records WHERE collection = ? ORDER BY sequence', [this.#name])
        : this.#db.all('SELECT data FROM records WHERE collection = ? AND owner = ? ORDER BY sequence', [this.#name, owner]);
    return rows.map((row) => this.#parse(row['data']));
  }

  #parse(data: unknown): v.InferOutput<Schema> {
    return v.parse(this.#schema, JSON.parse(String(data)));
  }
}
