import { browser } from '../platform/browser.ts';

/**
 * Resolves once the tab is in front and its window is the active one, without a popup of the extension over it: before that the browser
 * refuses to show a payment UI of its own. Resolves as well for a tab that is gone.
 */
export function untilTabIsActive(tabId: number): Promise<void> {
  const { onFocusChanged } = browser.windows;
  const { onActivated, onRemoved } = browser.tabs;
  return new Promise((resolve) => {
    const check = (): void => {
      void isInFront(tabId).then((isSo) => {
        if (!isSo) return;
        for (const event of [onFocusChanged, onActivated, onRemoved]) event.removeListener(check);
        resolve();
      });
    };
    for (const event of [onFocusChanged, onActivated, onRemoved]) event.addListener(check);
    check();
  });
}

async function isInFront(tabId: number): Promise<boolean> {
  try {
    const { active, windowId } = await browser.tabs.get(tabId);
    return active && windowId !== undefined && (await browser.windows.get(windowId)).focused;
  } catch {
    return true;
  }
}
