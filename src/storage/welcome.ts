import type { Database } from './database.ts';
import { stored } from './database.ts';

/** Whether the user was greeted. Kept, as browsers report an unpacked extension as installed at each of their starts. */
export interface WelcomeMark {
  /** True for the first call in the life of the storage, and for no other. */
  claim(): Promise<boolean>;
}

const KEY = 'welcomed';

export function indexedWelcome(database: Database): WelcomeMark {
  return {
    claim: () =>
      stored(async () => {
        const write = database.transaction('settings', 'readwrite', { durability: 'strict' });
        const isFirst = (await write.store.get(KEY)) === undefined;
        if (isFirst) await write.store.put(true, KEY);
        await write.done;
        return isFirst;
      }),
  };
}
