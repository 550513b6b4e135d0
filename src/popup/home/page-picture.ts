import { browser } from '../../platform/browser.ts';

/**
 * A picture of what the user sees of a tab.
 * @throws where the browser does not allow it: it does after a press on the toolbar's button, for that tab, until it goes to another page.
 */
export async function pictureOfTab(tabId: number): Promise<Blob> {
  const { windowId } = await browser.tabs.get(tabId);
  const url = await browser.tabs.captureVisibleTab(windowId, { format: 'png' });
  // No `fetch`: the policy of our pages allows https only.
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (character) => character.codePointAt(0) ?? 0);
  return new Blob([bytes], { type: 'image/png' });
}
