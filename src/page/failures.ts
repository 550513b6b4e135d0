import type { CheckoutErrorName } from '../messages/checkout.ts';
import { apply, bare, defineProperty, domException, getOwnPropertyDescriptor, hideFrames, toText, typeError } from './primordials.ts';

const readWindow = getOwnPropertyDescriptor(Document.prototype, 'defaultView')?.get;

/** Whether this script's document is still in a window. The document of a removed frame is not. */
export function isActive(): boolean {
  return readWindow !== undefined && apply(readWindow, document, []) !== null;
}

const readActivation = getOwnPropertyDescriptor(Navigator.prototype, 'userActivation')?.get;
const readIsActivated = readActivation && getOwnPropertyDescriptor(UserActivation.prototype, 'isActive')?.get;

/** Whether there is a user activation that was not used up. */
export function isActivated(): boolean {
  return !readActivation || !readIsActivated || apply(readIsActivated, apply(readActivation, navigator, []), []);
}

/** What the content script answers, too. */
export function notActivated(): DOMException {
  return domException('PaymentRequest.show() requires user activation.', 'SecurityError');
}

/** An InvalidStateError in the browser's own form; `what` is like `'show' on 'PaymentRequest'`. */
export function wrongState(what: string, message: string): DOMException {
  return domException(`Failed to execute ${what}: ${message}`, 'InvalidStateError');
}

export function errorOf(name: CheckoutErrorName, message: string): Error {
  return name === 'TypeError' ? typeError(message) : domException(message, name);
}

// oxlint-disable-next-line typescript/unbound-method -- each is called with its `this` through Reflect.apply
const { slice, startsWith } = String.prototype;
const readMessage = getOwnPropertyDescriptor(DOMException.prototype, 'message')?.get;

/** How the browser begins the message of everything that its constructor finds wrong, and how it goes on when `total` is. */
const CONSTRUCTOR = "Failed to construct 'PaymentRequest': ";
const TOTAL = "Failed to read the 'total' property from 'PaymentDetails";
const MEMBER = 'Failed to read the ';

/** The message of an error that the browser's constructor has thrown, without its beginning; nothing for the page's own errors. */
export function browserMessage(error: unknown): string | undefined {
  try {
    const own = getOwnPropertyDescriptor(error as object, 'message');
    const message: unknown = own ? own.value : readMessage && apply(readMessage, error, []);
    if (typeof message !== 'string' || !apply(startsWith, message, [CONSTRUCTOR])) return undefined;
    return apply(slice, message, [CONSTRUCTOR.length]);
  } catch {
    // No object, no DOMException, or a proxy of the page's.
    return undefined;
  }
}

/** Makes an error of the browser's constructor the one that its `show()` rejects with for the same details as an update. */
export function nameUpdate(error: unknown): void {
  const message = browserMessage(error);
  if (message === undefined) return;
  hideFrames(error);
  const starts = (beginning: string) => apply(startsWith, message, [beginning]);
  const inTotal = `${TOTAL}Init'`;
  let value = `Failed to construct 'PaymentDetailsUpdate': ${message}`;
  if (starts(inTotal)) value = `${TOTAL}Update'${apply(slice, message, [inTotal.length])}`;
  else if (starts(MEMBER)) value = message;
  defineProperty(error as object, 'message', bare({ value }));
}

const readName = getOwnPropertyDescriptor(DOMException.prototype, 'name')?.get;

/** Whether the browser rejected for want of a user activation. */
export function isSecurityError(reason: unknown): boolean {
  try {
    return readName !== undefined && apply(readName, reason, []) === 'SecurityError';
  } catch {
    // No DOMException.
    return false;
  }
}

/** A page's rejection as text, like the browser puts it into its AbortError. */
export function describe(reason: unknown): string {
  try {
    return toText(reason);
  } catch {
    return 'The promise was rejected.';
  }
}
