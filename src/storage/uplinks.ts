import * as v from 'valibot';
import { rowSchema } from './row-schema.ts';
import type { StoredUplink } from '../wallets/connector/connector-account.ts';
import type { UplinkStore } from '../wallets/connector/connector-accounts.ts';
import type { Database } from './database.ts';
import { read, stored } from './database.ts';

const STRICT = { durability: 'strict' } as const;
const bytes = v.instance(Uint8Array<ArrayBuffer>);

const uplinkRow = rowSchema<StoredUplink>()(
  v.object({
    id: v.string(),
    protocol: v.picklist(['btp', 'http']),
    url: v.string(),
    name: v.exactOptional(v.string()),
    address: v.string(),
    asset: v.object({ code: v.string(), scale: v.number() }),
    linkedAt: v.number(),
    secret: v.object({ key: v.instance(CryptoKey), iv: bytes, sealed: bytes }),
  }),
);

/** Linked accounts at connectors in IndexedDB. An unreadable row stays unchanged; its account can be linked again. */
export function indexedUplinks(database: Database): UplinkStore {
  return {
    all: () =>
      stored(async () => {
        const uplinks = (await database.getAll('uplinks')).flatMap((row) => read(uplinkRow, row) ?? []);
        return uplinks.toSorted((a, b) => a.linkedAt - b.linkedAt);
      }),
    get: (id) => stored(async () => read(uplinkRow, await database.get('uplinks', id))),
    put: (uplink) =>
      stored(async () => {
        const transaction = database.transaction('uplinks', 'readwrite', STRICT);
        await transaction.store.put(uplink);
        await transaction.done;
      }),
    delete: (id) => stored(() => database.delete('uplinks', id)),
  };
}
