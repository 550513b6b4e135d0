import { browser } from '../../platform/browser.ts';

/**
 * Captures the visible part of a tab.
 * @throws if the browser does not allow it. It allows it after a click on the toolbar button, until the tab navigates.
 */
export async function pictureOfTab(tabId: number): Promise<Blob> {
  const { windowId } = await browser.tabs.get(tabId);
  const url = await browser.tabs.captureVisibleTab(windowId, { format: 'png' });
  // Not `fetch`: our Content Security Policy allows https only.
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (character) => character.codePointAt(0) ?? 0);
  return new Blob([bytes], { type: 'image/png' });
}
