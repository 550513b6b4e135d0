import { browser } from '../platform/browser.ts';
import { SHEET_PAGE } from './senders.ts';

/** Outer size of the window, in the screen's device-independent pixels. */
const WIDTH = 400;
const HEIGHT = 680;
/** Space between the sheet and the edge of the browser window that it stands at. */
const MARGIN = 8;
/** A sheet that has outlived its worker connects to the next one by itself within this time. */
const RECONNECTS_WITHIN = 2_000;
/** One that the browser says is there is waited for longer: a busy machine takes its time, and nobody wants two sheets. */
const LOADS_WITHIN = 15_000;
const LOOK_EVERY = 25;

/**
 * The sheet's own window: one for all payments, at the right edge of the browser window, under its toolbar. Unlike the toolbar's popup it
 * opens at once, and stays while the user looks at the wallet's page.
 */
export class SheetWindow {
  #windowId: number | undefined;
  #opening: Promise<void> | undefined;
  readonly #isConnected: () => boolean;

  /** @param isConnected whether any sheet is connected, in this window or in the toolbar's popup. */
  constructor(isConnected: () => boolean) {
    this.#isConnected = isConnected;
  }

  /** Opens the sheet, or brings the open one to the front. @param nearTab the tab beside whose page it belongs. */
  open(nearTab?: number): Promise<void> {
    this.#opening ??= this.#open(nearTab).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** Opens the sheet unless one reconnects that an earlier run of the worker has opened, or none is wanted any more by then. */
  async bringBack(nearTab: number | undefined, isWanted: () => boolean): Promise<void> {
    if (!(await this.#reconnects()) && isWanted()) await this.open(nearTab);
  }

  /** Takes a sheet's window for ours again: a worker that was restarted has forgotten the one it opened. The toolbar's popup is in no tab. */
  async adopt(windowId: number | undefined): Promise<void> {
    if (windowId === undefined || this.#windowId !== undefined) return;
    const { type } = await browser.windows.get(windowId);
    // The sheet's page can also be opened in an ordinary tab, whose window is not ours to close.
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
    const window = {
      type: 'popup',
      url: browser.runtime.getURL(SHEET_PAGE),
      width: WIDTH,
      height: HEIGHT,
      focused: true,
    } as const;
    const position = await positionBeside(nearTab).catch(() => undefined);
    // A position outside of every screen is refused: then the browser chooses one.
    const { id } = await browser.windows.create({ ...window, ...position }).catch(() => browser.windows.create(window));
    this.#windowId = id;
  }

  async #reconnects(): Promise<boolean> {
    for (let waited = 0; waited < RECONNECTS_WITHIN || (waited < LOADS_WITHIN && (await isThere())); waited += LOOK_EVERY) {
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

/** Where the sheet stands: inside the right edge of the tab's window, below its tabs and toolbar. */
async function positionBeside(tabId: number | undefined): Promise<{ readonly left: number; readonly top: number } | undefined> {
  if (tabId === undefined) return undefined;
  const { windowId, height: pageHeight = 0 } = await browser.tabs.get(tabId);
  if (windowId === undefined) return undefined;
  const { left = 0, top = 0, width = 0, height = pageHeight } = await browser.windows.get(windowId);
  return { left: left + width - WIDTH - MARGIN, top: top + Math.max(0, height - pageHeight) };
}

/** Whether the browser has a sheet, from before its page has run. Browsers that cannot say have none. */
async function isThere(): Promise<boolean> {
  try {
    return (await browser.runtime.getContexts({ documentUrls: [browser.runtime.getURL(SHEET_PAGE)] })).length > 0;
  } catch {
    return false;
  }
}
