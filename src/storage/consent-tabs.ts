import * as v from 'valibot';
import type { Database } from './database.ts';
import { read, stored } from './database.ts';

/** The tabs that show the consent page of a payment: the one that the extension opened, and those that the wallet opened from it. */
export interface ConsentTabs {
  tabsOf(paymentId: string): Promise<readonly number[]>;
  paymentOf(tabId: number): Promise<string | undefined>;
  all(): Promise<readonly number[]>;
  /** Adds a tab. */
  add(paymentId: string, tabId: number): Promise<void>;
  /** Removes a tab. @returns the number of remaining tabs of its payment. */
  remove(paymentId: string, tabId: number): Promise<number>;
  forget(paymentId: string): Promise<void>;
  /** Removes all tabs: tab ids change when the browser restarts. */
  forgetAll(): Promise<void>;
}

const tabIds = v.array(v.number());

export function indexedConsentTabs(database: Database): ConsentTabs {
  const tabsOf = (paymentId: string): Promise<readonly number[]> =>
    stored(async () => read(tabIds, await database.get('consentTabs', paymentId)) ?? []);
  const write = (paymentId: string, tabs: readonly number[]): Promise<void> =>
    stored(
      async () => void (await (tabs.length > 0 ? database.put('consentTabs', tabs, paymentId) : database.delete('consentTabs', paymentId))),
    );
  return {
    tabsOf,
    paymentOf: (tabId) =>
      stored(async () => {
        for (const id of await database.getAllKeys('consentTabs')) if ((await tabsOf(id)).includes(tabId)) return id;
        return undefined;
      }),
    all: () => stored(async () => (await database.getAll('consentTabs')).flatMap((row) => read(tabIds, row) ?? [])),
    add: async (paymentId, tabId) => write(paymentId, [...(await tabsOf(paymentId)), tabId]),
    remove: async (paymentId, tabId) => {
      const left = (await tabsOf(paymentId)).filter((other) => other !== tabId);
      await write(paymentId, left);
      return left.length;
    },
    forget: (paymentId) => write(paymentId, []),
    forgetAll: () => stored(() => database.clear('consentTabs')),
  };
}
