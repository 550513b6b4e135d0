import type { CheckoutDetails } from '../messages/checkout.ts';
import type { Bridge } from './bridge.ts';
import { hideOurFrames } from './browser-errors.ts';
import type { EventHandler } from './event-handler.ts';
import { abortError, isActive, notInWindow, wrongState } from './failures.ts';
import { isObject, rejected, resolved, stringify, toText, typeError } from './primordials.ts';
import type { Checkout } from './request-state.ts';
import { slot } from './slot.ts';

/** The internal slots of a PaymentResponse for our method. */
export interface Answer {
  readonly checkout: Checkout;
  readonly show: number;
  readonly details: CheckoutDetails;
  completed: boolean;
  /** `onpayerdetailchange`. Only the page itself dispatches the event, because it gets no data about the payer. */
  readonly payerDetailChange: EventHandler;
}

export const answerOf = slot<Answer>();

type Attributes = Readonly<Record<string, (answer: Answer) => unknown>>;

const none = (): null => null;

/** Attributes of PaymentResponse (W3C Payment Request, section 14). They contain no data about the payer. */
export const attributes: Attributes = {
  requestId: ({ checkout }) => checkout.offer.requestId,
  methodName: ({ checkout }) => checkout.offer.methodName,
  details: ({ details }) => details,
  shippingAddress: none,
  shippingOption: none,
  payerName: none,
  payerEmail: none,
  payerPhone: none,
};

/** Section 14, `toJSON()`: the attributes in their order. */
export function toJSON({ checkout: { offer }, details }: Answer): object {
  return {
    requestId: offer.requestId,
    methodName: offer.methodName,
    details,
    shippingAddress: null,
    shippingOption: null,
    payerName: null,
    payerEmail: null,
    payerPhone: null,
  };
}

/** Section 14.3. The sheet shows its own receipt, so this does not wait for a window to close. */
export function complete(bridge: Bridge, answer: Answer, result: unknown, details: unknown): Promise<undefined> {
  try {
    const outcome = readResult(result);
    checkCompleteDetails(details);
    if (!isActive()) return rejected(notInWindow());
    if (answer.completed) return rejected(wrongState("'complete' on 'PaymentResponse'", 'Already called complete() once'));
    answer.completed = true;
    bridge({ type: 'complete', show: answer.show, result: outcome });
    return resolved(undefined);
  } catch (error) {
    hideOurFrames(error);
    return rejected(error);
  }
}

/**
 * Section 14.2. Our response means that money was moved, and nothing can be entered again: the retry ends immediately, as if the user had
 * closed the sheet.
 */
export function retry(answer: Answer, errorFields: unknown): Promise<never> {
  const what = "'retry' on 'PaymentResponse'";
  if (errorFields !== undefined && errorFields !== null && !isObject(errorFields)) {
    return rejected(typeError(`Failed to execute ${what}: The provided value is not of type 'PaymentValidationErrors'.`));
  }
  if (!isActive()) return rejected(notInWindow());
  if (answer.completed) return rejected(wrongState(what, 'Already called complete() once'));
  answer.completed = true;
  return rejected(abortError('The payment was made and cannot be made again.'));
}

function readResult(value: unknown): 'success' | 'fail' | 'unknown' {
  const result = value === undefined ? 'unknown' : toText(value);
  if (result === 'success' || result === 'fail' || result === 'unknown') return result;
  throw typeError(
    `Failed to execute 'complete' on 'PaymentResponse': The provided value '${result}' is not a valid enum value of type PaymentComplete.`,
  );
}

/** `PaymentCompleteDetails`: read and validated as the standard requires, but not used. */
function checkCompleteDetails(value: unknown): void {
  if (value === undefined || value === null) return;
  const data = isObject(value) ? (value as { data?: unknown }).data : value;
  if (data === undefined) return;
  if (!isObject(data) || !isObject(value))
    throw typeError("Failed to execute 'complete' on 'PaymentResponse': The details are not of type 'PaymentCompleteDetails'.");
  stringify(data);
}
