import { browser } from '../platform/browser.ts';

/** Where wallets send people back to: a host of this extension's own that leads nowhere, so that what it is told never leaves the browser. */
export const FINISH_URL = `https://${browser.runtime.id}.chromiumapp.org/`;

/** Where the extension's own pages are. One that stands for a wallet's sends people back to an address of its own, so that no request is made. */
export const OWN_PAGES = browser.runtime.getURL('');

/** The navigations by which people come back: of own pages those whose query says so. */
export const FINISH_FILTER = { url: [{ hostEquals: new URL(FINISH_URL).host }, { urlPrefix: OWN_PAGES, queryContains: 'finish=' }] };
