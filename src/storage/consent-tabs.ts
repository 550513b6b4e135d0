import * as v from 'valibot';
import type { Database } from './database.ts';
import { read, stored } from './database.ts';

/**
 * The tabs of each consent's page, by the id of what the consent is for: the one that the extension opened, and those that the wallet
 * opened from it.
 */
export interface ConsentTabs {
  tabsOf(id: string): Promise<readonly number[]>;
  consentOf(tabId: number): Promise<string | undefined>;
  all(): Promise<readonly number[]>;
  /** Adds a tab. */
  add(id: string, tabId: number): Promise<void>;
  /** Removes a tab. @returns the number of remaining tabs of its consent. */
  remove(id: string, tabId: number): Promise<number>;
  forget(id: string): Promise<void>;
  /** Removes all tabs: tab ids change when the browser restarts. */
  forgetAll(): Promise<void>;
}

const tabIds = v.array(v.number());

export function indexedConsentTabs(database: Database): ConsentTabs {
  const tabsOf = (id: string): Promise<readonly number[]> => stored(async () => read(tabIds, await database.get('consentTabs', id)) ?? []);
  const write = (id: string, tabs: readonly number[]): Promise<void> =>
    stored(async () => void (await (tabs.length > 0 ? database.put('consentTabs', tabs, id) : database.delete('consentTabs', id))));
  return {
    tabsOf,
    consentOf: (tabId) =>
      stored(async () => {
        for (const id of await database.getAllKeys('consentTabs')) if ((await tabsOf(id)).includes(tabId)) return id;
        return undefined;
      }),
    all: () => stored(async () => (await database.getAll('consentTabs')).flatMap((row) => read(tabIds, row) ?? [])),
    add: async (id, tabId) => write(id, [...(await tabsOf(id)), tabId]),
    remove: async (id, tabId) => {
      const left = (await tabsOf(id)).filter((other) => other !== tabId);
      await write(id, left);
      return left.length;
    },
    forget: (id) => write(id, []),
    forgetAll: () => stored(() => database.clear('consentTabs')),
  };
}
