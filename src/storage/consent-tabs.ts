import * as v from 'valibot';
import type { Database } from './database.ts';
import { read, stored } from './database.ts';

/** Which tab shows the consent page of which payment. */
export interface ConsentTabs {
  tabOf(paymentId: string): Promise<number | undefined>;
  paymentOf(tabId: number): Promise<string | undefined>;
  remember(paymentId: string, tabId: number): Promise<void>;
  forget(paymentId: string): Promise<void>;
  /** Tab ids mean nothing after the browser has restarted. */
  forgetAll(): Promise<void>;
}

export function indexedConsentTabs(database: Database): ConsentTabs {
  return {
    tabOf: (paymentId) => stored(async () => read(v.number(), await database.get('consentTabs', paymentId))),
    paymentOf: (tabId) =>
      stored(async () => {
        const ids = await database.getAllKeys('consentTabs');
        const tabs = await Promise.all(ids.map((id) => database.get('consentTabs', id)));
        return ids.find((_, index) => tabs[index] === tabId);
      }),
    remember: (paymentId, tabId) => stored(async () => void (await database.put('consentTabs', tabId, paymentId))),
    forget: (paymentId) => stored(() => database.delete('consentTabs', paymentId)),
    forgetAll: () => stored(() => database.clear('consentTabs')),
  };
}
