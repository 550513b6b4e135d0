import type { CheckoutErrorName } from '../messages/checkout.ts';
import { apply, domException, getOwnPropertyDescriptor, toText, typeError } from './primordials.ts';

const readWindow = getOwnPropertyDescriptor(Document.prototype, 'defaultView')?.get;

/** Whether this script's document is fully active. The document of a removed frame is not. */
export function isActive(): boolean {
  return readWindow !== undefined && apply(readWindow, document, []) !== null;
}

const readActivation = getOwnPropertyDescriptor(Navigator.prototype, 'userActivation')?.get;
const readIsActivated = readActivation && getOwnPropertyDescriptor(UserActivation.prototype, 'isActive')?.get;

/** Whether the window has transient activation. */
export function isActivated(): boolean {
  return !readActivation || !readIsActivated || apply(readIsActivated, apply(readActivation, navigator, []), []);
}

export function abortError(message: string): DOMException {
  return domException(message, 'AbortError');
}

/** The error for a document that is not fully active. */
export function notInWindow(): DOMException {
  return abortError('The document is not active.');
}

/** Also the content script's answer without transient activation. */
export function notActivated(): DOMException {
  return domException('PaymentRequest.show() requires user activation.', 'SecurityError');
}

/** An InvalidStateError in the browser's format. `what` is like `'show' on 'PaymentRequest'`. */
export function wrongState(what: string, message: string): DOMException {
  return domException(`Failed to execute ${what}: ${message}`, 'InvalidStateError');
}

export function errorOf(name: CheckoutErrorName, message: string): Error {
  return name === 'TypeError' ? typeError(message) : domException(message, name);
}

const readName = getOwnPropertyDescriptor(DOMException.prototype, 'name')?.get;

/** The name of a DOMException; undefined for other values. */
export function exceptionName(reason: unknown): string | undefined {
  try {
    return readName && apply(readName, reason, []);
  } catch {
    return undefined;
  }
}

/** A page's rejection reason as text, in the format of the browser's AbortError. */
export function describe(reason: unknown): string {
  try {
    return toText(reason);
  } catch {
    return 'The promise was rejected.';
  }
}
