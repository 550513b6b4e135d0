import type { AnyFunction } from './primordials.ts';
import { apply, bare, defineProperty, getOwnPropertyDescriptor, hideFrames } from './primordials.ts';

// oxlint-disable-next-line typescript/unbound-method -- each is called with its `this` through Reflect.apply
const { slice, startsWith } = String.prototype;
const readMessage = getOwnPropertyDescriptor(DOMException.prototype, 'message')?.get;

/** The start of the messages of the browser's constructor, and how it continues for an invalid `total`. */
const CONSTRUCTOR = "Failed to construct 'PaymentRequest': ";
const TOTAL = "Failed to read the 'total' property from 'PaymentDetails";
const MEMBER = 'Failed to read the ';

/** The message of an error of the browser's constructor, without its start; undefined for errors of the page. */
function browserMessage(error: unknown): string | undefined {
  const message = ownMessage(error);
  return apply(startsWith, message, [CONSTRUCTOR]) ? apply(slice, message, [CONSTRUCTOR.length]) : undefined;
}

function ownMessage(error: unknown): string {
  try {
    const own = getOwnPropertyDescriptor(error as object, 'message');
    const message: unknown = own ? own.value : readMessage && apply(readMessage, error, []);
    return typeof message === 'string' ? message : '';
  } catch {
    // Not an object, not a DOMException, or a proxy of the page.
    return '';
  }
}

/** The start of the engine's messages when this script converts a value of the page to a string or to JSON. */
const NO_TEXT = 'Cannot convert ';
const NO_JSON = ['Converting circular structure ', 'Do not know how to serialize '] as const;

/** Whether the engine, not the page's code, threw the error because a value cannot be converted to a string. */
export function hasNoText(error: unknown): boolean {
  return apply(startsWith, ownMessage(error), [NO_TEXT]);
}

/** Removes our frames from the stack of an error of the browser or the engine. Errors of the page's code are not changed. */
export function hideOurFrames(error: unknown, below?: AnyFunction): void {
  const starts = (beginning: string) => apply(startsWith, ownMessage(error), [beginning]);
  if (hasNoText(error) || starts(NO_JSON[0]) || starts(NO_JSON[1]) || browserMessage(error) !== undefined) hideFrames(error, below);
}

/** Changes an error of the browser's constructor to the one with which its `show()` rejects for the same details as an update. */
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
