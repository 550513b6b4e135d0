import type { ConsentPages } from '../consents/consent-pages.ts';
import { browser } from '../platform/browser.ts';
import type { ConsentTabs } from '../storage/consent-tabs.ts';

/** The wallet's consent page in a tab of ours: opened beside the shop, remembered on disk, so that a dead worker still knows it. */
export class ConsentTabsInBrowser implements ConsentPages {
  readonly #tabs: ConsentTabs;
  /** The shop's tab of a payment, next to which the consent opens. */
  readonly #openerOf: (id: string) => Promise<number | undefined>;
  /** Settles when every tab that is being opened is remembered. */
  #opening: Promise<void> = Promise.resolve();

  constructor(tabs: ConsentTabs, openerOf: (id: string) => Promise<number | undefined>) {
    this.#tabs = tabs;
    this.#openerOf = openerOf;
  }

  open(id: string, url: string): Promise<void> {
    const opening = this.#opening.then(() => this.#open(id, url));
    this.#opening = opening.catch(() => undefined);
    return opening;
  }

  async #open(id: string, url: string): Promise<void> {
    await this.close(id);
    const tab = await create(url, await this.#openerOf(id));
    if (tab.id !== undefined) await this.#tabs.add(id, tab.id);
  }

  async isOpen(id: string): Promise<boolean> {
    return (await this.#openTabs(id)).length > 0;
  }

  async close(id: string): Promise<void> {
    const tabs = await this.#tabs.tabsOf(id);
    // Forgotten first: their closing must not be taken for the user's.
    await this.#tabs.forget(id);
    await Promise.all(tabs.map((tabId) => browser.tabs.remove(tabId).catch(() => undefined)));
  }

  async show(id: string): Promise<void> {
    const tabId = (await this.#openTabs(id)).at(-1);
    if (tabId !== undefined) await showTab(tabId);
  }

  /** The wallet opened a tab from one of ours (a login, another bank page): the consent may end there. */
  async opened(tabId: number, fromTabId: number): Promise<void> {
    const id = await this.consentOf(fromTabId);
    if (id !== undefined) await this.#tabs.add(id, tabId);
  }

  /** The id of the consent whose page the tab shows. A tab that is just being opened is waited for: its wallet may be quicker than our disk. */
  async consentOf(tabId: number): Promise<string | undefined> {
    await this.#opening;
    return this.#tabs.consentOf(tabId);
  }

  /** Where the consent tabs stand now: a worker that dies in the middle of an event never hears of it again. */
  async places(): Promise<readonly { readonly tabId: number; readonly url: string }[]> {
    const tabs = await this.#tabs.all();
    const frames = await Promise.all(tabs.map((tabId) => browser.webNavigation.getFrame({ tabId, frameId: 0 }).catch(() => null)));
    return tabs.map((tabId, index) => ({ tabId, url: frames[index]?.url ?? '' }));
  }

  /** A tab was closed by somebody else. @returns the id of the consent whose last tab it was. */
  async closed(tabId: number): Promise<string | undefined> {
    const id = await this.consentOf(tabId);
    if (id === undefined || (await this.#tabs.remove(id, tabId)) > 0) return undefined;
    return id;
  }

  async #openTabs(id: string): Promise<number[]> {
    const tabs = await this.#tabs.tabsOf(id);
    const open = await Promise.all(tabs.map(exists));
    return tabs.filter((_, index) => open[index]);
  }
}

/** Brings a tab and its window to the front, if it is still there. */
export async function showTab(tabId: number): Promise<void> {
  try {
    const { windowId } = await browser.tabs.update(tabId, { active: true });
    if (windowId !== undefined) await browser.windows.update(windowId, { focused: true });
  } catch {
    // Closed meanwhile: nothing to show.
  }
}

async function create(url: string, openerTabId: number | undefined): ReturnType<typeof browser.tabs.create> {
  if (openerTabId !== undefined && (await exists(openerTabId))) {
    const { windowId, index } = await browser.tabs.get(openerTabId);
    return browser.tabs.create({
      url,
      active: true,
      openerTabId,
      index: index + 1,
      ...(windowId === undefined ? {} : { windowId }),
    });
  }
  return browser.tabs.create({ url, active: true });
}

async function exists(tabId: number): Promise<boolean> {
  try {
    await browser.tabs.get(tabId);
    return true;
  } catch {
    return false;
  }
}
