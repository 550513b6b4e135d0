import type { AnyFunction } from './primordials.ts';
import { apply, bare, defineProperty, getOwnPropertyDescriptor, hideFrames } from './primordials.ts';

// oxlint-disable-next-line typescript/unbound-method -- each is called with its `this` through Reflect.apply
const { slice, startsWith } = String.prototype;
const readMessage = getOwnPropertyDescriptor(DOMException.prototype, 'message')?.get;

/** How the browser begins the message of everything that its constructor finds wrong, and how it goes on when `total` is. */
const CONSTRUCTOR = "Failed to construct 'PaymentRequest': ";
const TOTAL = "Failed to read the 'total' property from 'PaymentDetails";
const MEMBER = 'Failed to read the ';

/** The message of an error that the browser's constructor has thrown, without its beginning; nothing for the page's own errors. */
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
    // No object, no DOMException, or a proxy of the page's.
    return '';
  }
}

/** How the engine begins the messages of what it throws while this script converts a value of the page's, to text or to JSON. */
const NO_TEXT = 'Cannot convert ';
const NO_JSON = ['Converting circular structure ', 'Do not know how to serialize '] as const;

/** Whether the engine, and not the page's code, has thrown it for a value that has no text. */
export function hasNoText(error: unknown): boolean {
  return apply(startsWith, ownMessage(error), [NO_TEXT]);
}

/** Takes our frames off what the browser or the engine has thrown. What the page's own code has thrown stays as it is. */
export function hideOurFrames(error: unknown, below?: AnyFunction): void {
  const starts = (beginning: string) => apply(startsWith, ownMessage(error), [beginning]);
  if (hasNoText(error) || starts(NO_JSON[0]) || starts(NO_JSON[1]) || browserMessage(error) !== undefined) hideFrames(error, below);
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
