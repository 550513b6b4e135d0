/**
 * Messages between the page script and the content script of one frame, over an `EventTarget` that is not part of a document: the content
 * script creates it and passes it in one event, which no other script sees. Calls are events on it and are handled synchronously, so the
 * content script reads the current facts, such as the user activation, in its own world.
 */

import type { CheckoutReply, PageAmount, PageItem } from './checkout.ts';

/** The event on the document whose `relatedTarget` is the private target. */
export const BRIDGE_EVENT = 'tender-bridge';

/** The two events on the private target, by sender. Their `data` is a {@link PageCall} or a {@link PageReply}. */
export const FROM_PAGE = 'page';
export const TO_PAGE = 'reply';

/** Like an array, but without `Array.prototype`, which a page can change. Read it with `Array.from`. */
export interface PageList<T> {
  length: number;
  [index: number]: T;
}

export interface PageTotal {
  readonly total: PageAmount;
  readonly items: PageList<PageItem>;
}

/** The page script's calls; `show` is the number of the `show()` call in this frame. */
export type PageCall =
  | {
      readonly type: 'show';
      readonly show: number;
      readonly requestId: string;
      readonly methodName: string;
      /** JSON text; undefined if the page gave no data. */
      readonly data: string | undefined;
      readonly details: PageTotal;
      readonly pending: boolean;
      /** The page lists other methods. */
      readonly hasOthers: boolean;
    }
  | { readonly type: 'update'; readonly show: number; readonly details: PageTotal }
  /** The browser can pay with another method of the page. */
  | { readonly type: 'others'; readonly show: number }
  | { readonly type: 'abort'; readonly show: number }
  /** The result of a hand-over: whether the browser allowed its own `show()`. */
  | { readonly type: 'handed-over'; readonly show: number; readonly isAllowed: boolean }
  | { readonly type: 'complete'; readonly show: number; readonly result: 'success' | 'fail' | 'unknown' };

/**
 * `refused`: nothing was shown, and `show()` may be called again on the same request. `hand-over-now`: like `hand-over`, but during
 * `show()`, so that the page's own user activation is still available to the browser.
 */
export type PageAnswer =
  | CheckoutReply
  | { readonly type: 'hand-over-now' }
  | { readonly type: 'refused'; readonly name: 'AbortError' | 'SecurityError'; readonly message: string };

/** An answer to the page script. */
export interface PageReply {
  readonly show: number;
  readonly answer: PageAnswer;
}
