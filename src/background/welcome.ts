import type { Windows } from 'webextension-polyfill';
import { browser } from '../platform/browser.ts';
import { OPTIONS_PAGE } from './senders.ts';

/** Greets the user of a fresh install, in the first ordinary window there is: an extension can be installed before the browser has one. */
export async function openWelcome(): Promise<void> {
  const windowId = await normalWindow();
  await browser.tabs.create({ url: `${browser.runtime.getURL(OPTIONS_PAGE)}#welcome`, ...(windowId === undefined ? {} : { windowId }) });
}

function normalWindow(): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (id: number | undefined): void => {
      browser.windows.onCreated.removeListener(onCreated);
      resolve(id);
    };
    const onCreated = ({ id, type }: Windows.Window): void => {
      if (type === 'normal') settle(id);
    };
    // Listened for before it is looked for, or one could come in between.
    browser.windows.onCreated.addListener(onCreated);
    browser.windows.getAll({ windowTypes: ['normal'] }).then(([first]) => first && settle(first.id), reject);
  });
}
