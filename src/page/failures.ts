import type { CheckoutErrorName } from '../messages/checkout.ts';
import { apply, domException, getOwnPropertyDescriptor, toText, typeError } from './primordials.ts';

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

export function abortError(message: string): DOMException {
  return domException(message, 'AbortError');
}

/** For a document that is in no window any more. */
export function notInWindow(): DOMException {
  return abortError('The document is not active.');
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

const readName = getOwnPropertyDescriptor(DOMException.prototype, 'name')?.get;

/** The name of a DOMException; nothing for any other value. */
export function exceptionName(reason: unknown): string | undefined {
  try {
    return readName && apply(readName, reason, []);
  } catch {
    return undefined;
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
