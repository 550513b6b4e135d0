/**
 * Between the page script and the content script of one frame. They meet over an `EventTarget` that belongs to no document:
 * the content script makes it and hands it over in one event, which nobody else sees. Calls are events on it, so a call is
 * heard before it returns: the content script reads the facts of the moment, such as the user's click, in its own world.
 */

import type { CheckoutReply, PageAmount, PageItem } from './checkout.ts';

/** The event on the document whose `relatedTarget` is the private target. */
export const BRIDGE_EVENT = 'tender-bridge';

/** The two events on the private target, by where they come from. Their `data` is a {@link PageCall} or a {@link PageReply}. */
export const FROM_PAGE = 'page';
export const TO_PAGE = 'reply';

/** Like an array, but with nothing of `Array.prototype`, which a page can change. Read it with `Array.from`. */
export interface PageList<T> {
  length: number;
  [index: number]: T;
}

export interface PageTotal {
  readonly total: PageAmount;
  readonly items: PageList<PageItem>;
}

/** What the page script asks for; `show` numbers the calls of `show()` in this frame. */
export type PageCall =
  | {
      readonly type: 'show';
      readonly show: number;
      readonly requestId: string;
      readonly methodName: string;
      /** JSON text, or nothing when the page gave no data. */
      readonly data: string | undefined;
      readonly details: PageTotal;
      readonly pending: boolean;
      /** The page lists other methods as well. */
      readonly hasOthers: boolean;
    }
  | { readonly type: 'update'; readonly show: number; readonly details: PageTotal }
  /** The browser can pay with another method that the page lists. */
  | { readonly type: 'others'; readonly show: number }
  | { readonly type: 'abort'; readonly show: number }
  /** What became of a hand-over: whether the browser's own `show()` was allowed. */
  | { readonly type: 'handed-over'; readonly show: number; readonly isAllowed: boolean }
  | { readonly type: 'complete'; readonly show: number; readonly result: 'success' | 'fail' | 'unknown' };

/**
 * `refused`: nothing was shown, and `show()` may be called again on the same request. `hand-over-now`: as `hand-over`, but said while
 * `show()` still runs, so that the browser finds the page's own user activation.
 */
export type PageAnswer =
  | CheckoutReply
  | { readonly type: 'hand-over-now' }
  | { readonly type: 'refused'; readonly name: 'AbortError' | 'SecurityError'; readonly message: string };

/** What the page script hears. */
export interface PageReply {
  readonly show: number;
  readonly answer: PageAnswer;
}
