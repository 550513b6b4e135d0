/** Messages between the worker and the content script of a tab's top document about the page's payables. One-time messages, no port. */

/** From the content script, once, if the page has payables. The same message answers SCAN_PAGE. */
export const FOUND = 'found';
/** From the worker when the user opens the popup on the tab. */
export const SCAN_PAGE = 'look';

/** Maximum number of reported payables. */
export const MAX_PAYABLES = 20;

/** Maximum length of a reported text. */
export const MAX_TEXT = 200;

export interface PayableOnPage {
  /** An absolute URL or a payment pointer. */
  readonly url: string;
  /** The text that the user sees there, may be empty. Untrusted. */
  readonly text: string;
}

/** The payables that a page declares. A rail must parse them before they are used. */
export interface PagePayables {
  readonly type: typeof FOUND;
  /** At most {@link MAX_PAYABLES} different ones, in the page's order. */
  readonly payables: readonly PayableOnPage[];
  /** Number of further payables on the page. */
  readonly more: number;
  /** The page says that it is a hosted checkout. Its address is what the browser reports, never what the page does. */
  readonly isCheckout?: true;
}
