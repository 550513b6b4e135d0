import * as v from 'valibot';
import { createKey, deserializeKey, serializeKey, type SigningKey } from '../client/key.ts';
import { Collection } from './collection.ts';
import type { Database } from './database.ts';

/** A server's signing key, stored across restarts. Its `kid` is the server's name. */
export function keptKey(db: Database, owner: string): SigningKey {
  const keys = new Collection(db, `${owner}/keys`, v.string());
  const kept = keys.get('signing');
  if (kept !== undefined) return deserializeKey(kept);
  const made = createKey(owner);
  keys.put('signing', '', serializeKey(made));
  return made;
}
