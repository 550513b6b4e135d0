/** Between the worker and the content script of a tab's top document: what there is to pay on a page. One-time messages, no port. */

/** From the content script, once, if the page has anything: the same words as its answer to a look. */
export const FOUND = 'found';
/** From the worker, when the user opens the popup on the tab. */
export const SCAN_PAGE = 'look';

/** A page may have thousands; so many are told. */
export const MOST_FOUND = 20;

/** How much of an element's text is told. */
export const LONGEST_TEXT = 200;

export interface PayableOnPage {
  /** An absolute URL or a payment pointer. */
  readonly url: string;
  /** What the user reads there, perhaps nothing. Untrusted. */
  readonly text: string;
}

/** What a page declares to be payable. Nothing here is believed before a rail has parsed it. */
export interface PagePayables {
  readonly type: typeof FOUND;
  /** At most {@link MOST_FOUND} different ones, in the page's order. */
  readonly payables: readonly PayableOnPage[];
  /** How many more the page has. */
  readonly more: number;
}
