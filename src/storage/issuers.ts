import * as v from 'valibot';
import type { Database } from './database.ts';
import { read, stored } from './database.ts';

const issuerRow = v.object({ quotes: v.string(), payments: v.string(), readAt: v.number() });
export type IssuerRow = v.InferOutput<typeof issuerRow>;

/** Discovery results of issuers by wallet id. They can be lost: the discovery is repeated. */
export interface IndexedIssuers {
  get(walletId: string): Promise<IssuerRow | undefined>;
  put(walletId: string, issuer: IssuerRow): Promise<void>;
  delete(walletId: string): Promise<void>;
}

export function indexedIssuers(database: Database): IndexedIssuers {
  const keyOf = (walletId: string): string => `issuer:${walletId}`;
  return {
    get: (walletId) => stored(async () => read(issuerRow, await database.get('settings', keyOf(walletId)))),
    put: (walletId, issuer) => stored(async () => void (await database.put('settings', issuer, keyOf(walletId)))),
    delete: (walletId) => stored(() => database.delete('settings', keyOf(walletId))),
  };
}
