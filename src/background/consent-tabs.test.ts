import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../storage/database.ts';
import { indexedConsentTabs } from '../storage/consent-tabs.ts';

interface Tab {
  readonly id: number;
  readonly windowId: number;
  readonly index: number;
  readonly url: string;
  readonly openerTabId?: number;
}

/** The browser's tabs: as far as consent tabs use them. */
const tabs = new Map<number, Tab>();
const front: (number | undefined)[] = [];
let nextId = 100;
/** Settles before a tab is created: a browser takes its time. */
let creating: Promise<void> = Promise.resolve();

vi.mock('../platform/browser.ts', () => ({
  browser: {
    tabs: {
      get: async (id: number) => tabs.get(id) ?? Promise.reject(new Error('no such tab')),
      create: async ({ url, index = tabs.size, windowId = 1, openerTabId }: Partial<Tab>) => {
        await creating;
        const tab = { id: nextId++, windowId, index, url: url ?? '', ...(openerTabId === undefined ? {} : { openerTabId }) };
        tabs.set(tab.id, tab);
        return tab;
      },
      remove: async (id: number) => void (tabs.delete(id) || (await Promise.reject(new Error('no such tab')))),
      update: async (id: number) => {
        front.push(id);
        return tabs.get(id) ?? Promise.reject(new Error('no such tab'));
      },
    },
    windows: { update: async (id: number) => void front.push(id) },
    webNavigation: { getFrame: async ({ tabId }: { tabId: number }) => ({ url: tabs.get(tabId)?.url }) },
  },
}));
const { ConsentTabsInBrowser } = await import('./consent-tabs.ts');

const SHOP: Tab = { id: 1, windowId: 7, index: 3, url: 'https://shop.test/' };
const CONSENT = 'https://auth.wallet.test/consent';

let count = 0;
async function consentTabs(opener: { readonly tabId?: number } = { tabId: SHOP.id }) {
  const database = await openDatabase(`tender-consent-tabs-${count}`);
  return new ConsentTabsInBrowser(indexedConsentTabs(database), () => Promise.resolve(opener.tabId));
}

beforeEach(() => {
  count += 1;
  tabs.clear();
  tabs.set(SHOP.id, SHOP);
  front.length = 0;
  creating = Promise.resolve();
});

const opened = (): Tab => [...tabs.values()].at(-1) ?? SHOP;

describe('a consent tab', () => {
  it('opens right beside the shop’s tab, and is known by it afterwards', async () => {
    const consents = await consentTabs();
    await consents.open('p1', CONSENT);
    expect(opened()).toMatchObject({ url: CONSENT, openerTabId: SHOP.id, windowId: SHOP.windowId, index: SHOP.index + 1 });
    expect(await consents.isOpen('p1')).toBe(true);
    expect(await consents.consentOf(opened().id)).toBe('p1');
    expect(await consents.places()).toEqual([{ tabId: opened().id, url: CONSENT }]);
  });

  it('opens anywhere when the shop’s tab is gone, or there never was one', async () => {
    for (const opener of [{ tabId: 99 }, {}]) {
      const consents = await consentTabs(opener);
      await consents.open('p1', CONSENT);
      expect(opened()).not.toHaveProperty('openerTabId');
      count += 1;
    }
  });

  it('takes the place of an earlier one of the same payment, whose closing says nothing', async () => {
    const consents = await consentTabs();
    await consents.open('p1', CONSENT);
    const { id: earlier } = opened();
    await consents.open('p1', `${CONSENT}?again`);
    expect(tabs.has(earlier)).toBe(false);
    expect(await consents.closed(earlier)).toBeUndefined();
    expect(await consents.isOpen('p1')).toBe(true);
  });

  it('closed by us says nothing either', async () => {
    const consents = await consentTabs();
    await consents.open('p1', CONSENT);
    const { id } = opened();
    await consents.close('p1');
    expect([tabs.has(id), await consents.closed(id), await consents.isOpen('p1')]).toEqual([false, undefined, false]);
  });

  it('closed by the user names its payment; with another tab of the wallet open, only the last one does', async () => {
    const consents = await consentTabs();
    await consents.open('p1', CONSENT);
    const { id } = opened();
    await consents.opened(200, id);
    expect(await consents.closed(id)).toBeUndefined();
    expect(await consents.closed(200)).toBe('p1');
    expect(await consents.closed(200)).toBeUndefined();
  });

  it('is waited for while it is being opened: a wallet may answer sooner than the disk', async () => {
    const consents = await consentTabs();
    let go: () => void = () => undefined;
    creating = new Promise((resolve) => (go = resolve));
    const opening = consents.open('p1', CONSENT);
    const asked = consents.consentOf(nextId);
    go();
    await opening;
    expect(await asked).toBe('p1');
  });

  it('comes to the front with its window, and a tab that is gone does no harm', async () => {
    const consents = await consentTabs();
    await consents.open('p1', CONSENT);
    await consents.show('p1');
    expect(front).toEqual([opened().id, SHOP.windowId]);
    tabs.delete(opened().id);
    await consents.show('p1');
    expect([front.length, await consents.isOpen('p1')]).toEqual([2, false]);
  });
});
