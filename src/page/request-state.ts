import type { PageReply } from '../messages/bridge.ts';
import type { CheckoutDetails } from '../messages/checkout.ts';
import type { Bridge } from './bridge.ts';
import { hideOurFrames } from './browser-errors.ts';
import type { Details } from './details.ts';
import { readUpdate, totalFor } from './details.ts';
import type { Deferred } from './primordials.ts';
import { describe, errorOf, isActivated, isActive, notActivated, wrongState } from './failures.ts';
import { bare, deferred, domException, rejected, resolved, whenSettled } from './primordials.ts';
import { slot } from './slot.ts';

/** Our method as the page offered it to the constructor, frozen there. */
export interface Offer {
  readonly requestId: string;
  readonly methodName: string;
  /** JSON text. */
  readonly data: string | undefined;
  readonly needsAddress: boolean;
}

/** A PaymentRequest that offers our method: the internal slots of the standard. */
export interface Checkout {
  readonly offer: Offer;
  details: Details;
  state: 'created' | 'interactive' | 'closed';
  /** The number of the running `show()`. These three are always own properties: the page may have put others of the name on `Object.prototype`. */
  show: number | undefined;
  accept: Deferred<unknown> | undefined;
  aborting: Deferred<undefined> | undefined;
}

/** What differs between a browser that has PaymentRequest and one that does not. */
export interface Platform {
  readonly bridge: Bridge;
  /** Throws what the constructor would throw for these details. */
  readonly validate: (details: Details) => void;
  readonly makeResponse: (checkout: Checkout, show: number, details: CheckoutDetails) => object;
}

const SHOW = "'show' on 'PaymentRequest'";
const ABORT = "'abort' on 'PaymentRequest'";

export const checkoutOf = slot<Checkout>();

export function newCheckout(offer: Offer, details: Details): Checkout {
  return { offer, details, state: 'created', show: undefined, accept: undefined, aborting: undefined };
}

/** W3C Payment Request, sections 3 (methods) and 13 (algorithms), for the requests of this page that offer our method. */
export class Checkouts {
  readonly #platform: Platform;
  readonly #shown: Record<number, Checkout> = bare({});
  #shows = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Section 3.3: activation before state. The content script asks for it, and takes it; a request that was shown already does not get there. */
  show(checkout: Checkout, detailsPromise: unknown): Promise<unknown> {
    if (!isActive()) return rejected(domException('The document is not active.', 'AbortError'));
    if (checkout.state !== 'created') return rejected(isActivated() ? wrongState(SHOW, 'Already called show() once') : notActivated());
    if (checkout.offer.needsAddress) return rejected(domException('This payment method gives no shipping address.', 'NotSupportedError'));
    const { requestId, methodName, data } = checkout.offer;
    const show = ++this.#shows;
    const accept = deferred<unknown>();
    const pending = detailsPromise !== undefined;
    checkout.state = 'interactive';
    checkout.show = show;
    checkout.accept = accept;
    this.#shown[show] = checkout;
    this.#platform.bridge({ type: 'show', show, requestId, methodName, data, details: totalFor(methodName, checkout.details), pending });
    if (pending) this.#awaitDetails(checkout, show, detailsPromise);
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

  /** Section 3.5, and `hasEnrolledInstrument()`: yes for everybody, so that nobody learns who has linked a wallet. */
  canPay(checkout: Checkout, method: string): Promise<true> {
    if (isActive() && checkout.state === 'created') return resolved<true>(true);
    return rejected(wrongState(`'${method}' on 'PaymentRequest'`, 'Cannot query payment request'));
  }

  /** What the content script says of a `show()`. */
  hear({ show, answer }: PageReply): void {
    const checkout = this.#shown[show];
    if (!checkout) return;
    if (answer.type === 'aborted') return this.#onAborted(checkout, answer.done);
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

  #onAborted(checkout: Checkout, done: boolean): void {
    const { aborting, accept } = checkout;
    if (!done) {
      checkout.aborting = undefined;
      aborting?.reject(wrongState(ABORT, 'Unable to abort the payment'));
      return;
    }
    this.#close(checkout, 'closed');
    accept?.reject(domException('The website has aborted the payment', 'AbortError'));
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
      (reason) => this.#giveUp(checkout, show, domException(describe(reason), 'AbortError')),
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
