import type { PageReply } from '../messages/bridge.ts';
import type { Bridge } from './bridge.ts';
import { prepareWith, validateWith } from './constructor.ts';
import type { Constructor } from './frameless.ts';
import { replaceConstructor } from './frameless.ts';
import type { AnyFunction } from './primordials.ts';
import { apply, argument, bare, defineProperty, enter, getOwnPropertyDescriptor, NativeProxy, setPrototypeOf } from './primordials.ts';
import { eventHandler } from './event-handler.ts';
import { Checkouts, checkoutOf } from './request-state.ts';
import { answerOf, attributes, complete, retry, toJSON } from './response.ts';
import type { Slot } from './slot.ts';

type Native = (this: unknown, ...args: unknown[]) => unknown;
type Part = 'value' | 'get' | 'set';

/**
 * Adds our method to the browser's own `PaymentRequest`. Its constructor validates everything and creates every object, and its methods are
 * unchanged for requests without our method. Proxies keep names, lengths, prototypes, `instanceof` and subclassing. One difference remains:
 * `Function.prototype.toString` shows a native function without its name.
 */
export function installOverNative(bridge: Bridge): (reply: PageReply) => void {
  const NativeRequest = PaymentRequest as unknown as Constructor;
  const NativeEventTarget = EventTarget;
  const request = PaymentRequest.prototype;
  const response = PaymentResponse.prototype;
  const readId = getOwnPropertyDescriptor(request, 'id')?.get as () => string;
  // Until a page offers our method, its calls do not run this script: the handlers have no trap.
  let used = false;
  const nativeShow = getOwnPropertyDescriptor(request, 'show')?.value as Native;
  const nativeCanPay = getOwnPropertyDescriptor(request, 'canMakePayment')?.value as Native;

  const checkouts = new Checkouts({
    bridge,
    validate: validateWith(NativeRequest),
    // PaymentResponse has no constructor.
    makeResponse: (checkout, show, details) => {
      const made = setPrototypeOfNew(new NativeEventTarget(), response);
      answerOf.set(made, { checkout, show, details, completed: false, payerDetailChange: eventHandler(made, 'payerdetailchange') });
      return made;
    },
    showNative: (made, promised) => apply(nativeShow, made, promised === undefined ? [] : [promised]) as Promise<unknown>,
    canPayNative: (made) => apply(nativeCanPay, made, []) as Promise<unknown>,
  });
  // After the hand-over the browser controls the payment.
  const running = {
    get: (object: unknown) => {
      const checkout = checkoutOf.get(object);
      return checkout?.state === 'handed-over' ? undefined : checkout;
    },
  };

  const over = overWith(() => used);
  const prepare = prepareWith(NativeRequest, readId, (made, checkout) => {
    used = true;
    checkoutOf.set(made, checkout);
  });
  const Replacement = replaceConstructor(NativeRequest, prepare);
  replace(request, 'constructor', 'value', () => Replacement);
  replace(window, 'PaymentRequest', 'value', () => Replacement);

  over(running, request, 'show', 'value', (checkout, detailsPromise) => checkouts.show(checkout, detailsPromise));
  over(running, request, 'abort', 'value', (checkout) => checkouts.abort(checkout));
  over(running, request, 'canMakePayment', 'value', (checkout) => checkouts.canPay(checkout, 'canMakePayment'));
  over(running, request, 'hasEnrolledInstrument', 'value', (checkout) => checkouts.canPay(checkout, 'hasEnrolledInstrument'));
  over(answerOf, response, 'complete', 'value', (answer, result, details) => complete(bridge, answer, result, details));
  over(answerOf, response, 'retry', 'value', retry);
  over(answerOf, response, 'toJSON', 'value', toJSON);
  for (const name in attributes) over(answerOf, response, name, 'get', attributes[name] as (typeof attributes)[string]);
  over(answerOf, response, 'onpayerdetailchange', 'get', ({ payerDetailChange }) => payerDetailChange.get());
  over(answerOf, response, 'onpayerdetailchange', 'set', ({ payerDetailChange }, value) => payerDetailChange.set(value));
  return (reply) => checkouts.onReply(reply);
}

/**
 * Creates the function that replaces a function of the browser for the objects in a slot. @param isUsed false while the slot has no
 * objects.
 */
function overWith(isUsed: () => boolean) {
  return <T>(
    slot: Pick<Slot<T>, 'get'>,
    owner: object,
    name: string,
    part: Part,
    run: (it: T, first: unknown, second: unknown) => unknown,
  ): void => {
    const trap = (native: Native, self: unknown, args: unknown[]): unknown => {
      const it = slot.get(self);
      if (!it) return apply(native, self, args);
      return enter(trap as AnyFunction, () => run(it, argument(args, 0), argument(args, 1)));
    };
    const handler = {
      get apply() {
        return isUsed() ? trap : undefined;
      },
    };
    replace(owner, name, part, (native) => new NativeProxy(native, bare(handler as ProxyHandler<Native>)));
  };
}

function setPrototypeOfNew(object: object, prototype: object): object {
  setPrototypeOf(object, prototype);
  return object;
}

/** Replaces a property's function and keeps its property descriptor. No effect if the browser does not have the property. */
function replace(owner: object, name: string, part: Part, make: (native: Native) => unknown): void {
  const descriptor = getOwnPropertyDescriptor(owner, name);
  const native: unknown = descriptor?.[part];
  if (typeof native === 'function') defineProperty(owner, name, { ...descriptor, [part]: make(native as Native) });
}
