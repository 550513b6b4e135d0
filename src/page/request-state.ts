import type { PageReply } from '../messages/bridge.ts';
import type { CheckoutDetails } from '../messages/checkout.ts';
import type { Bridge } from './bridge.ts';
import { hideOurFrames } from './browser-errors.ts';
import type { Details } from './details.ts';
import { readUpdate, totalFor } from './details.ts';
import type { Deferred } from './primordials.ts';
import { abortError, describe, errorOf, exceptionName, isActivated, isActive, notActivated, notInWindow, wrongState } from './failures.ts';
import { bare, deferred, domException, hideFrames, rejected, resolved, whenFulfilled, whenSettled } from './primordials.ts';
import { slot } from './slot.ts';

/** Our method as the page passed it to the constructor. */
export interface Offer {
  readonly requestId: string;
  readonly methodName: string;
  /** JSON text. */
  readonly data: string | undefined;
  /** The page requests data about the payer, which this method never provides, and lists no other method. */
  readonly needsPayer: boolean;
  /** The page lists other methods as well. */
  readonly hasOthers: boolean;
}

/** The internal slots of a PaymentRequest with our method. */
export interface Checkout {
  /** The browser's own object, which has the other methods of the page's list. */
  readonly request: object;
  readonly offer: Offer;
  details: Details;
  /** The argument for the browser's `show()`: the page's promise until it settles, then its result; undefined without a promise. */
  promised: unknown;
  /** `handed-over`: the browser's own PaymentRequest continues, and this script does nothing more. */
  state: 'created' | 'interactive' | 'closed' | 'handed-over';
  /**
   * Number of the running `show()`. These three are always own properties: the page may have defined properties with these names on
   * `Object.prototype`.
   */
  show: number | undefined;
  accept: Deferred<unknown> | undefined;
  aborting: Deferred<undefined> | undefined;
}

/** What depends on whether the browser has PaymentRequest. */
export interface Platform {
  readonly bridge: Bridge;
  /** Throws what the constructor would throw for these details. */
  readonly validate: (details: Details) => void;
  readonly makeResponse: (checkout: Checkout, show: number, details: CheckoutDetails) => object;
  /** The browser's own `show()`. */
  readonly showNative: (request: object, promised: unknown) => Promise<unknown>;
  /** The browser's own `canMakePayment()`: whether it can pay with one of the page's other methods. */
  readonly canPayNative: (request: object) => Promise<unknown>;
}

const SHOW = "'show' on 'PaymentRequest'";
const ABORT = "'abort' on 'PaymentRequest'";
const NOTHING_OF_PAYER = 'This payment method gives no shipping address, and neither name, email address nor phone number of the payer.';

export const checkoutOf = slot<Checkout>();

export function newCheckout(request: object, offer: Offer, details: Details): Checkout {
  return { request, offer, details, promised: undefined, state: 'created', show: undefined, accept: undefined, aborting: undefined };
}

/** W3C Payment Request, sections 3 (methods) and 13 (algorithms), for the requests of this page that offer our method. */
export class Checkouts {
  readonly #platform: Platform;
  readonly #shown: Record<number, Checkout> = bare({});
  #shows = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /**
   * Section 3.3: the activation is checked before the state. The content script checks and consumes it; a request that was shown already
   * does not get that far.
   */
  show(checkout: Checkout, detailsPromise: unknown): Promise<unknown> {
    if (!isActive()) return rejected(notInWindow());
    if (checkout.state !== 'created') return rejected(isActivated() ? wrongState(SHOW, 'Already called show() once') : notActivated());
    if (checkout.offer.needsPayer) return rejected(domException(NOTHING_OF_PAYER, 'NotSupportedError'));
    const { requestId, methodName, data, hasOthers } = checkout.offer;
    const show = ++this.#shows;
    const accept = deferred<unknown>();
    const pending = detailsPromise !== undefined;
    checkout.state = 'interactive';
    checkout.show = show;
    checkout.accept = accept;
    checkout.promised = detailsPromise;
    this.#shown[show] = checkout;
    const details = totalFor(methodName, checkout.details);
    this.#platform.bridge({ type: 'show', show, requestId, methodName, data, details, pending, hasOthers });
    if (pending) this.#awaitDetails(checkout, show, detailsPromise);
    if (hasOthers && checkout.show === show) this.#offerOthers(checkout, show);
    return accept.promise;
  }

  /** Section 3.4. */
  abort(checkout: Checkout): Promise<undefined> {
    if (!isActive()) return rejected(wrongState(ABORT, 'Cannot abort payment'));
    if (checkout.show === undefined || checkout.aborting) {
      return rejected(wrongState(ABORT, 'No show() or retry() in progress, so nothing to abort'));
    }
    const aborting = deferred<undefined>();
    checkout.aborting = aborting;
    this.#platform.bridge({ type: 'abort', show: checkout.show });
    return aborting.promise;
  }

  /** Section 3.5, and `hasEnrolledInstrument()`. The same result for every user, so that pages do not learn who has linked a wallet. */
  canPay(checkout: Checkout, method: string): Promise<boolean> {
    if (isActive() && checkout.state === 'created') return resolved(!checkout.offer.needsPayer);
    return rejected(wrongState(`'${method}' on 'PaymentRequest'`, 'Cannot query payment request'));
  }

  /** Handles the content script's reply to a `show()`. */
  onReply({ show, answer }: PageReply): void {
    const checkout = this.#shown[show];
    if (!checkout) return;
    if (answer.type === 'aborted') return this.#onAborted(checkout, answer.done);
    if (answer.type === 'hand-over' || answer.type === 'hand-over-now') return this.#handOver(checkout, show, answer.type);
    const { aborting, accept } = checkout;
    this.#close(checkout, answer.type === 'refused' ? 'created' : 'closed');
    if (answer.type === 'response') {
      aborting?.reject(wrongState(ABORT, 'The payment was made'));
      accept?.resolve(this.#platform.makeResponse(checkout, show, answer.details));
      return;
    }
    aborting?.resolve(undefined);
    accept?.reject(errorOf(answer.name, answer.message));
  }

  /** Reports that there are other methods to hand over to, after the browser says that it can pay with one. */
  #offerOthers(checkout: Checkout, show: number): void {
    const onAnswer = (can: unknown): void => {
      if (can === true && checkout.show === show) this.#platform.bridge({ type: 'others', show });
    };
    whenFulfilled(this.#platform.canPayNative(checkout.request), onAnswer, () => undefined);
  }

  /**
   * Calls the browser's own `show()` on the same request. Its result is the result of the page's `show()`, and the browser does everything
   * else.
   */
  #handOver(checkout: Checkout, show: number, type: 'hand-over' | 'hand-over-now'): void {
    const { accept, aborting, promised, request } = checkout;
    const { bridge, showNative } = this.#platform;
    // The page has called abort() meanwhile, which comes first.
    if (aborting) {
      this.#onAborted(checkout, true);
      return bridge({ type: 'abort', show });
    }
    this.#close(checkout, 'handed-over');
    whenFulfilled(
      showNative(request, promised),
      (response) => {
        bridge({ type: 'handed-over', show, isAllowed: true });
        accept?.resolve(response);
      },
      (reason) => {
        const name = exceptionName(reason);
        const isBlocked = name === 'SecurityError';
        // Chromium ends a refused request on one channel and sends the reason on another. If the end arrives first, the error is
        // UnknownError.
        bridge({ type: 'handed-over', show, isAllowed: !isBlocked && name !== 'UnknownError' });
        hideFrames(reason);
        if (!isBlocked) return accept?.reject(reason);
        // The user chose without a click in the page, and the one show() without user activation was used before.
        checkout.state = type === 'hand-over' ? 'closed' : 'created';
        accept?.reject(type === 'hand-over' ? abortError('The payment was cancelled.') : reason);
      },
    );
  }

  #onAborted(checkout: Checkout, done: boolean): void {
    const { aborting, accept } = checkout;
    if (!done) {
      checkout.aborting = undefined;
      aborting?.reject(wrongState(ABORT, 'Unable to abort the payment'));
      return;
    }
    this.#close(checkout, 'closed');
    accept?.reject(abortError('The website has aborted the payment'));
    aborting?.resolve(undefined);
  }

  /** Section 13, "update a PaymentRequest's details", for the promise given to `show()`. */
  #awaitDetails(checkout: Checkout, show: number, detailsPromise: unknown): void {
    whenSettled(
      detailsPromise,
      (value) => {
        try {
          if (checkout.show === show) this.#update(checkout, show, value);
        } catch (error) {
          hideOurFrames(error);
          this.#giveUp(checkout, show, error);
        }
      },
      (reason) => this.#giveUp(checkout, show, abortError(describe(reason))),
    );
  }

  #update(checkout: Checkout, show: number, value: unknown): void {
    const { details, error } = readUpdate(value, checkout.details);
    if (error !== undefined && error !== '') {
      throw domException("Cannot specify 'error' when resolving the promise passed into PaymentRequest.show()", 'InvalidStateError');
    }
    this.#platform.validate(details);
    // Reading the page's values ran the page's code, which may have ended the payment.
    if (checkout.show !== show) return;
    checkout.details = details;
    const { displayItems, modifiers, shippingOptions, total } = details;
    checkout.promised = bare({ displayItems, modifiers, shippingOptions, total });
    this.#platform.bridge({ type: 'update', show, details: totalFor(checkout.offer.methodName, details) });
  }

  #giveUp(checkout: Checkout, show: number, error: unknown): void {
    if (checkout.show !== show) return;
    const { accept, aborting } = checkout;
    this.#close(checkout, 'closed');
    this.#platform.bridge({ type: 'abort', show });
    accept?.reject(error);
    aborting?.resolve(undefined);
  }

  #close(checkout: Checkout, state: Checkout['state']): void {
    if (checkout.show !== undefined) delete this.#shown[checkout.show];
    checkout.state = state;
    checkout.show = checkout.accept = checkout.aborting = undefined;
  }
}
