import { browser } from '../platform/browser.ts';
import { OPTIONS_PAGE } from './senders.ts';

/** A place on the options page, as its address names it: a section, or a payment's receipt in the history. */
export type OptionsPlace = 'safety' | 'history' | `history/${string}`;

/** The options page in front; at one of its places a page of its own, as the browser knows no places. */
export async function openOptions(place?: OptionsPlace): Promise<void> {
  if (place === undefined) await browser.runtime.openOptionsPage();
  else await browser.tabs.create({ url: `${browser.runtime.getURL(OPTIONS_PAGE)}#${place}` });
}
