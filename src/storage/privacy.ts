import * as v from 'valibot';
import { rowSchema } from './row-schema.ts';
import type { Disclosure } from '../model/permission.ts';
import type { Database } from './database.ts';
import { read, stored } from './database.ts';
import { sealed, unsealed } from './sealed.ts';

/** One thing that the user allowed a payee's server to be told, with when. */
export interface AllowedDisclosure extends Disclosure {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface PrivacySettings {
  readonly asksBeforeContact: boolean;
  readonly allowed: readonly AllowedDisclosure[];
}

/** What the user said about who may learn what, under one key in the store `settings`. */
export interface PrivacyStore {
  settings(): Promise<PrivacySettings>;
  /** Builds what `next` makes of what is stored. */
  change(next: (settings: PrivacySettings) => PrivacySettings): Promise<void>;
}

const KEY = 'privacy';
const NOTHING_SET: PrivacySettings = { asksBeforeContact: false, allowed: [] };
/** What is there and cannot be read: nobody may be told anything without being asked. */
const UNREADABLE: PrivacySettings = { asksBeforeContact: true, allowed: [] };

const row = rowSchema<PrivacySettings>()(
  v.object({
    asksBeforeContact: v.boolean(),
    allowed: v.array(v.object({ payee: v.string(), server: v.string(), walletId: v.string(), at: v.number() })),
  }),
);

/** The store on IndexedDB. */
export function indexedPrivacy(database: Database): PrivacyStore {
  const settings = async (): Promise<PrivacySettings> => {
    const kept = await stored(() => database.get('settings', KEY));
    return kept === undefined ? NOTHING_SET : (read(row, await unsealed(kept)) ?? UNREADABLE);
  };
  /** One after the other: each is built on the one before. */
  let queue: Promise<unknown> = Promise.resolve();
  return {
    settings,
    change: (next) => {
      const write = queue.then(async () => {
        const value = await sealed(next(await settings()));
        await stored(async () => {
          const transaction = database.transaction('settings', 'readwrite', { durability: 'strict' });
          await transaction.store.put(value, KEY);
          await transaction.done;
        });
      });
      queue = write.catch(() => undefined);
      return write;
    },
  };
}
