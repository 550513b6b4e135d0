import { browser } from '../platform/browser.ts';

/**
 * What the toolbar's button shows: how many payments wait for the user, on every tab; where none does, how many things the tab's page has
 * to pay. A tab's own text hides the general one, so it is taken away while something waits.
 */
export class Badge {
  /** Absent until this worker has said it: an earlier one may have left a number. */
  #waiting: number | undefined;
  /** Tabs that may have a text of their own. */
  readonly #tabs = new Set<number>();
  readonly #lookAgain: () => void;

  /** @param lookAgain has the page in front say once more what it has to pay. */
  constructor(lookAgain: () => void) {
    this.#lookAgain = lookAgain;
  }

  /** @param count how many payments wait for the user. */
  showWaiting(count: number): void {
    if (count === this.#waiting) return;
    const hadWaiting = (this.#waiting ?? 0) > 0;
    this.#waiting = count;
    void set({ text: count > 0 ? String(count) : '' });
    if (count > 0 && !hadWaiting) void this.#uncover();
    // Other tabs may have other pages by now; they say it when the user comes to them.
    if (count === 0 && hadWaiting) this.#lookAgain();
  }

  /** @param count how many things a tab's page has to pay. */
  async showFound(tabId: number, count: number): Promise<void> {
    const text = count === 0 ? '' : count > 99 ? '99+' : String(count);
    if (text !== '') this.#tabs.add(tabId);
    await set({ tabId, text: (this.#waiting ?? 0) > 0 ? '' : text });
  }

  /** Takes away the tabs' own texts; also in front, where an earlier worker may have set one. */
  async #uncover(): Promise<void> {
    const inFront = (await browser.tabs.query({ active: true }).catch(() => [])).flatMap(({ id }) => id ?? []);
    const tabs = [...new Set([...this.#tabs, ...inFront])];
    this.#tabs.clear();
    await Promise.all(tabs.map((tabId) => set({ tabId, text: '' })));
  }
}

// A tab may be gone by now.
async function set(details: { readonly text: string; readonly tabId?: number }): Promise<void> {
  await browser.action.setBadgeText(details).catch(() => undefined);
}
