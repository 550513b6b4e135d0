/**
 * Messages between a page and the worker: page script ⇄ (private events, `bridge.ts`) ⇄ content script ⇄ (runtime port) ⇄ worker. There is
 * one runtime port for each `show()`. The worker may be stopped; then the content script connects again and sends the same `show`. Nothing
 * here identifies the payer, and the worker parses everything that a page sends.
 */

/** Name of the content script's runtime port. */
export const CHECKOUT_PORT = 'checkout';

/** The payment method identifiers that the extension supports. The URL is the standard's other form; the extension does not fetch it. */
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

/** The details of PaymentRequest that may change while the sheet is open. */
export interface PageDetails {
  readonly total: PageAmount;
  readonly items: readonly PageItem[];
}

/** From the page to the worker, through the content script. */
export type CheckoutRequest =
  | {
      readonly type: 'show';
      readonly requestId: string;
      readonly methodName: string;
      /** The method's `data`, serialised once in the constructor; `null` if there is none. */
      readonly data: unknown;
      readonly details: PageDetails;
      /** True until the promise of `show()` settles. */
      readonly pending: boolean;
      /** The browser can pay with another method of the page. */
      readonly others?: true;
      /** The same `show()`, sent again on a new port because the worker was stopped: not a new attempt of the user. */
      readonly again?: true;
    }
  /** The promise of `show()` has settled, with or without changed details. Sent again after `again`. */
  | { readonly type: 'update'; readonly details: PageDetails }
  /** Sets `others` if it became known after `show`. */
  | { readonly type: 'others' }
  | { readonly type: 'abort' }
  /** After `hand-over`: the browser showed nothing, because it requires another user activation. */
  | { readonly type: 'blocked' }
  /** After `response`, if the worker is running. Then the port closes. */
  | { readonly type: 'complete'; readonly result: 'success' | 'fail' | 'unknown' };

/** What a page learns about a completed payment: references that the merchant checks at its own server. */
export interface CheckoutDetails {
  /** One of the two, as in the request. */
  readonly incomingPayment?: string;
  readonly invoice?: string;
  readonly status: 'completed';
  readonly receivedAmount?: { readonly value: string; readonly assetCode: string; readonly assetScale: number };
}

/** Names of the errors with which `show()` rejects: DOMExceptions and `TypeError`. */
export type CheckoutErrorName = 'AbortError' | 'OperationError' | 'SecurityError' | 'TypeError';

/** From the worker to the page. */
export type CheckoutReply =
  | { readonly type: 'response'; readonly methodName: string; readonly details: CheckoutDetails }
  | { readonly type: 'error'; readonly name: CheckoutErrorName; readonly message: string }
  /** The user chose another method of the page: the browser's own `show()` continues. */
  | { readonly type: 'hand-over' }
  /** The answer to `abort`: false if money may be moving. */
  | { readonly type: 'aborted'; readonly done: boolean };
