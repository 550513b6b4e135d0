import * as v from 'valibot';
import { jwkSchema, type Jwk } from '../../client/key.ts';
import { Collection } from '../../storage/collection.ts';
import type { Database } from '../../storage/database.ts';

const keySchema = v.object({ accountId: v.string(), jwk: jwkSchema });

/** The registered public keys of accounts, as in `jwks.json`. */
export class KeyStore {
  readonly #keys: Collection<typeof keySchema>;

  constructor(db: Database, wallet: string) {
    this.#keys = new Collection(db, `${wallet}/keys`, keySchema);
  }

  list(accountId: string): Jwk[] {
    return this.#keys.list(accountId).map(({ jwk }) => jwk);
  }

  add(accountId: string, jwk: Jwk): void {
    this.#keys.put(`${accountId}#${jwk.kid}`, accountId, { accountId, jwk });
  }

  remove(accountId: string, kid: string): void {
    this.#keys.delete(`${accountId}#${kid}`);
  }
}

/** Parses a pasted key: a JWK as JSON, that JSON in base64 (either alphabet), or a JWKS with one key. */
export function parsePublicKey(text: string): Jwk | undefined {
  const trimmed = text.trim();
  const json = trimmed.startsWith('{') ? trimmed : Buffer.from(trimmed, 'base64').toString('utf8');
  try {
    const value: unknown = JSON.parse(json);
    const set = v.safeParse(v.object({ keys: v.tuple([v.unknown()]) }), value);
    const key = v.safeParse(jwkSchema, set.success ? set.output.keys[0] : value);
    return key.success ? key.output : undefined;
  } catch {
    return undefined;
  }
}
