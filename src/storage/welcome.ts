import type { Database } from './database.ts';
import { stored } from './database.ts';

/** Whether the welcome page was shown. Stored, because browsers report an unpacked extension as installed at every start. */
export interface WelcomeMark {
  /** True for the first call since the installation, false for every other. */
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
