import { browser } from '../platform/browser.ts';

/** Where wallets send people back to: a host of this extension's own that leads nowhere, so that what it is told never leaves the browser. */
export const FINISH_URL = `https://${browser.runtime.id}.chromiumapp.org/`;
