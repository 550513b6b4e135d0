import type { Menus } from 'webextension-polyfill';
import { browser } from '../platform/browser.ts';
import { isMenu } from '../platform/menu-permission.ts';
import type { OpenedFrom } from '../messages/manual-payment.ts';

const ITEM = 'pay-link';

/** A link that the user chose to pay, and where it stood. */
export interface ChosenLink {
  readonly url: string;
  readonly from?: OpenedFrom;
}

/**
 * "Pay with Tender" in the menus of links, from the moment in which the user allows it. Called while the worker's script first runs.
 * The browser keeps the item itself; it is made anew at each grant and update, as an update may have another name for it.
 */
export function keepLinkMenu(onChosen: (link: ChosenLink) => void): void {
  const hear = (): void => {
    // Absent without the permission.
    browser.contextMenus?.onClicked.addListener(({ linkUrl, frameUrl, pageUrl }, tab) => {
      if (linkUrl !== undefined) onChosen({ url: linkUrl, ...place(frameUrl ?? pageUrl, tab?.id) });
    });
  };
  hear();
  browser.permissions.onAdded.addListener((added) => {
    if (!isMenu(added)) return;
    hear();
    void offer();
  });
  browser.runtime.onInstalled.addListener(() => void offer());
}

async function offer(): Promise<void> {
  if (!browser.contextMenus) return;
  await browser.contextMenus.removeAll();
  const item: Menus.CreateCreatePropertiesType = { id: ITEM, title: browser.i18n.getMessage('menu_pay_link'), contexts: ['link'] };
  browser.contextMenus.create(item);
}

function place(url: string | undefined, tabId: number | undefined): Pick<ChosenLink, 'from'> {
  if (url === undefined || tabId === undefined || !/^https?:\/\//.test(url)) return {};
  return { from: { tabId, origin: new URL(url).origin } };
}
