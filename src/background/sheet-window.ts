import { browser } from '../platform/browser.ts';
import { SHEET_PAGE } from './senders.ts';

const WIDTH = 380;
const HEIGHT = 640;
/** `action.openPopup` can resolve without a popup to be seen (a minimised window, another panel); a sheet that lives speaks up sooner. */
const SPEAKS_WITHIN = 1_200;
/** A sheet that has outlived its worker finds the next one by itself within this time. */
const COMES_BACK_WITHIN = 2_000;
/** One that the browser says is there is waited for longer: a busy machine takes its time, and nobody wants two sheets. */
const LOADS_WITHIN = 15_000;
const LOOK_EVERY = 25;

/** Shows the sheet: the action's popup, else a window of its own. A sheet that is open already is brought to the front. */
export class SheetWindow {
  #windowId: number | undefined;
  #opening: Promise<void> | undefined;
  readonly #isConnected: () => boolean;
  /** A passkey's own dialog takes the focus, and the toolbar's popup closes when it loses it: then only a window will do. */
  readonly #needsWindow: () => Promise<boolean>;

  constructor(isConnected: () => boolean, needsWindow: () => Promise<boolean>) {
    this.#isConnected = isConnected;
    this.#needsWindow = needsWindow;
  }

  /** @param nearTab the tab whose window the sheet belongs to. */
  open(nearTab?: number): Promise<void> {
    this.#opening ??= this.#open(nearTab).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** Opens the sheet unless one is open that an earlier life of the worker has left, or none is wanted any more when that is known. */
  async bringBack(nearTab: number | undefined, isWanted: () => boolean): Promise<void> {
    if (!(await this.#speaksUp(COMES_BACK_WITHIN)) && isWanted()) await this.open(nearTab);
  }

  /** Takes a sheet's window for ours again: a worker that was restarted has forgotten the one it opened. The toolbar's popup is in no tab. */
  async adopt(windowId: number | undefined): Promise<void> {
    if (windowId === undefined || this.#windowId !== undefined) return;
    const { type } = await browser.windows.get(windowId);
    if (type === 'popup') this.#windowId ??= windowId;
  }

  /** True if `windowId` was the sheet's own window, which is forgotten. */
  closed(windowId: number): boolean {
    if (windowId !== this.#windowId) return false;
    this.#windowId = undefined;
    return true;
  }

  async close(): Promise<void> {
    const windowId = this.#windowId;
    this.#windowId = undefined;
    if (windowId !== undefined) await browser.windows.remove(windowId).catch(() => undefined);
  }

  async #open(nearTab: number | undefined): Promise<void> {
    if (this.#windowId !== undefined && (await this.#focus(this.#windowId))) return;
    if (this.#isConnected()) return;
    if (!(await this.#needsWindow().catch(() => false)) && (await this.#openPopup(nearTab)) && (await this.#speaksUp(SPEAKS_WITHIN)))
      return;
    const window = await browser.windows.create({
      type: 'popup',
      url: browser.runtime.getURL(SHEET_PAGE),
      width: WIDTH,
      height: HEIGHT,
      focused: true,
    });
    this.#windowId = window.id;
  }

  async #openPopup(nearTab: number | undefined): Promise<boolean> {
    try {
      const windowId = nearTab === undefined ? undefined : (await browser.tabs.get(nearTab)).windowId;
      await browser.action.openPopup(windowId === undefined ? undefined : { windowId });
      return true;
    } catch {
      // No toolbar, not focused, or not known to this browser: a window of our own does as well.
      return false;
    }
  }

  async #speaksUp(within: number): Promise<boolean> {
    for (let waited = 0; waited < within || (waited < LOADS_WITHIN && (await isThere())); waited += LOOK_EVERY) {
      if (this.#isConnected()) return true;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
    return this.#isConnected();
  }

  async #focus(windowId: number): Promise<boolean> {
    try {
      await browser.windows.update(windowId, { focused: true });
      return true;
    } catch {
      this.#windowId = undefined;
      return false;
    }
  }
}

/** Whether the browser has a sheet, from before its page has run. Browsers that cannot say have none. */
async function isThere(): Promise<boolean> {
  try {
    return (await browser.runtime.getContexts({ documentUrls: [browser.runtime.getURL(SHEET_PAGE)] })).length > 0;
  } catch {
    return false;
  }
}
