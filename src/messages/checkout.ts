/**
 * Between a merchant's page and the worker: page script ⇄ (private events, `bridge.ts`) ⇄ content script ⇄ (runtime port) ⇄ worker.
 * One runtime port for each `show()`; the worker can die, so the content script connects again and sends the same `show`.
 * Nothing here identifies the payer, and nothing that a page sends is believed before it is parsed in the worker.
 */

/** Name of the runtime port that a content script opens. */
export const CHECKOUT_PORT = 'checkout';

/** The payment method identifiers that Tender answers to. The URL is the standard's other form; it is fetched by nobody here. */
export const METHOD_TOKEN = 'interledger';
export const METHOD_URL = 'https://tender.interledger.example/pay';

export interface PageAmount {
  readonly currency: string;
  readonly value: string;
}

export interface PageItem {
  readonly label: string;
  readonly amount: PageAmount;
  readonly pending?: boolean;
}

/** The parts of PaymentRequest's details that may change while the sheet is open. */
export interface PageDetails {
  readonly total: PageAmount;
  readonly items: readonly PageItem[];
}

/** From the page (through the content script) to the worker. */
export type CheckoutRequest =
  | {
      readonly type: 'show';
      readonly requestId: string;
      readonly methodName: string;
      /** The method's `data`, serialised once in the constructor and never read again from the page; `null` when there was none. */
      readonly data: unknown;
      readonly details: PageDetails;
      /** True while a promise given to `show()` has not settled. */
      readonly pending: boolean;
      /** The browser can pay with another method that the page lists. */
      readonly others?: true;
      /** The same `show()`, sent again on a new port after the worker died: not another try of the user's. */
      readonly again?: true;
    }
  /** The promise given to `show()` has settled, whether or not the details changed. Sent again after `again`. */
  | { readonly type: 'update'; readonly details: PageDetails }
  /** What `others` says, where it became known after `show`. */
  | { readonly type: 'others' }
  | { readonly type: 'abort' }
  /** After `hand-over`: the browser showed nothing, for it wants a user activation of its own. */
  | { readonly type: 'blocked' }
  /** After `response`, if the worker is still there. The port closes behind it. */
  | { readonly type: 'complete'; readonly result: 'success' | 'fail' | 'unknown' };

/** What a page learns of a payment that was made: references that the merchant checks at its own server. */
export interface CheckoutDetails {
  /** Which of the two, as in the request. */
  readonly incomingPayment?: string;
  readonly invoice?: string;
  readonly status: 'completed';
  readonly receivedAmount?: { readonly value: string; readonly assetCode: string; readonly assetScale: number };
}

/** Names of the DOMExceptions (and `TypeError`) with which `show()` rejects. */
export type CheckoutErrorName = 'AbortError' | 'OperationError' | 'SecurityError' | 'TypeError';

/** From the worker to the page. */
export type CheckoutReply =
  | { readonly type: 'response'; readonly methodName: string; readonly details: CheckoutDetails }
  | { readonly type: 'error'; readonly name: CheckoutErrorName; readonly message: string }
  /** The user wants to pay with another method that the page lists: the browser's own `show()` takes over. */
  | { readonly type: 'hand-over' }
  /** The answer to `abort`: false when money may already be moving. */
  | { readonly type: 'aborted'; readonly done: boolean };
