import * as v from 'valibot';
import { rowSchema } from './row-schema.ts';
import type { Disclosure } from '../model/permission.ts';
import type { Database } from './database.ts';
import { read, stored } from './database.ts';
import { withChecksum, checkedValue } from './row-checksum.ts';

/** A disclosure to a payee's server that the user allowed, and when. */
export interface AllowedDisclosure extends Disclosure {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface PrivacySettings {
  readonly asksBeforeContact: boolean;
  readonly allowed: readonly AllowedDisclosure[];
}

/** The user's privacy settings, under one key of the store `settings`. */
export interface PrivacyStore {
  settings(): Promise<PrivacySettings>;
  /** Replaces the stored settings with the result of `next`. */
  change(next: (settings: PrivacySettings) => PrivacySettings): Promise<void>;
}

const KEY = 'privacy';
const NOTHING_SET: PrivacySettings = { asksBeforeContact: false, allowed: [] };
/** Used if the stored settings are unreadable: everything requires the user's permission. */
const UNREADABLE: PrivacySettings = { asksBeforeContact: true, allowed: [] };

const row = rowSchema<PrivacySettings>()(
  v.object({
    asksBeforeContact: v.boolean(),
    allowed: v.array(v.object({ payee: v.string(), server: v.string(), walletId: v.string(), at: v.number() })),
  }),
);

/** The settings in IndexedDB. */
export function indexedPrivacy(database: Database): PrivacyStore {
  const settings = async (): Promise<PrivacySettings> => {
    const kept = await stored(() => database.get('settings', KEY));
    return kept === undefined ? NOTHING_SET : (read(row, await checkedValue(kept)) ?? UNREADABLE);
  };
  /** Changes run one at a time, because each is based on the previous one. */
  let queue: Promise<unknown> = Promise.resolve();
  return {
    settings,
    change: (next) => {
      const write = queue.then(async () => {
        const value = await withChecksum(next(await settings()));
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
