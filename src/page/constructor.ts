import type { PageList } from '../messages/bridge.ts';
import { METHOD_TOKEN, METHOD_URL } from '../messages/checkout.ts';
import { nameUpdate } from './browser-errors.ts';
import type { Details, Method } from './details.ts';
import { asksForPayer, isOurs, isRefused, oneMethod, readDetails, readMethods, readOptions } from './details.ts';
import type { Constructor, Prepared } from './frameless.ts';
import { OUTERMOST } from './frameless.ts';
import { apply, argument, construct, hideFrames, typeError } from './primordials.ts';
import type { Checkout } from './request-state.ts';
import { newCheckout } from './request-state.ts';
import { serialise } from './serialise.ts';

/** Maximum length of the method's data as JSON text. */
const DATA_LENGTH = 8192;

/** Longer data is passed to the browser alone first: the browser refuses data above a certain length. */
const LONG_DATA = 65_536;

const REFUSED = 'The provided value is not of the required type.';

/**
 * Replaces our URL in the list for the browser's constructor, which would otherwise request the URL's payment method manifest. No handler
 * supports it.
 */
const URL_REPLACEMENT = `${METHOD_TOKEN}-by-url`;

/**
 * Returns the arguments for the browser's constructor (W3C Payment Request, section 3.1). Without our method these are the page's
 * arguments. With it they are read here, once, and the browser validates what was read.
 */
export function prepareWith(native: Constructor, readId: () => string, onCheckout: (made: object, checkout: Checkout) => void) {
  return function prepare(args: unknown[], newTarget: Constructor): Prepared {
    if (args.length === 0) return { args, newTarget, onMade: undefined };
    const methods = readMethods(argument(args, 0));
    const methodName = isRefused() ? undefined : ourMethod(methods);
    args[0] = methods;
    if (methodName === undefined) return { args, newTarget, onMade: undefined };
    const details = readDetails(argument(args, 1));
    const options = isRefused() ? undefined : readOptions(argument(args, 2));
    const checked = [methods, details, options];
    if (isRefused()) return { args: checked, newTarget, onMade: throwRefused };
    const hasOthers = listsOthers(methods);
    const data = serialiseAll(native, methods, details, methodName);
    const needsPayer = asksForPayer(options);
    // The browser handles the request as if our method were not in the list.
    if (needsPayer && hasOthers) return { args: checked, newTarget, onMade: undefined };
    const onMade = (made: object): void => {
      const requestId = apply(readId, made, []);
      onCheckout(made, newCheckout(made, { requestId, methodName, data, needsPayer, hasOthers }, details));
    };
    return { args: checked, newTarget, onMade };
  };
}

/** Throws the error with which the browser's `show()` rejects these details as an update. */
export function validateWith(native: Constructor): (details: Details) => void {
  return ({ displayItems, modifiers, shippingOptions, total }) => {
    const isReadToEnd = !isRefused();
    try {
      if (isReadToEnd) serialiseModifiers(native, modifiers);
      const details = { displayItems, modifiers, shippingOptions, id: undefined, total };
      construct(native, [oneMethod(METHOD_TOKEN), details, undefined] as never[]);
    } catch (error) {
      nameUpdate(error);
      throw error;
    }
    if (!isReadToEnd) throw typeError(REFUSED);
  };
}

/** The first of our method names in the page's list. */
function ourMethod(methods: PageList<{ readonly supportedMethods: string }>): string | undefined {
  for (let i = 0; i < methods.length; i++) {
    const method = methods[i];
    if (method && isOurs(method.supportedMethods)) return method.supportedMethods;
  }
  return undefined;
}

/** Whether the page lists other methods. */
function listsOthers(methods: PageList<{ readonly supportedMethods: string }>): boolean {
  for (let i = 0; i < methods.length; i++) {
    const method = methods[i];
    if (method && !isOurs(method.supportedMethods)) return true;
  }
  return false;
}

/** Serialises all data in the browser's order, and returns the JSON text of our method's data. */
function serialiseAll(
  native: Constructor,
  methods: PageList<Method>,
  details: Details | undefined,
  methodName: string,
): string | undefined {
  let data: string | undefined;
  for (let i = 0; i < methods.length; i++) {
    const method = methods[i] as Method;
    const isTaken = method.supportedMethods === methodName;
    const text = serialiseOne(native, method, isTaken ? DATA_LENGTH : undefined);
    if (isTaken) data = text;
    if (method.supportedMethods === METHOD_URL) method.supportedMethods = URL_REPLACEMENT;
  }
  serialiseModifiers(native, details?.modifiers);
  return data;
}

function serialiseModifiers(native: Constructor, modifiers: Details['modifiers']): void {
  if (!modifiers) return;
  for (let i = 0; i < modifiers.length; i++) {
    const modifier = modifiers[i] as (typeof modifiers)[number];
    serialiseOne(native, modifier, undefined);
    // Chromium validates this data in the same way, with a pending exception. This method is never in a list with others.
    if (modifier.supportedMethods === 'secure-payment-confirmation') modifier.data = undefined;
  }
}

function serialiseOne(native: Constructor, owner: { data: unknown }, limit: number | undefined): string | undefined {
  const text = serialise(owner, (wrong) => refuseData(native, wrong));
  const length = text === undefined ? 0 : text.length;
  if (limit !== undefined && length > limit) {
    throw typeError(`Failed to construct 'PaymentRequest': The data of the payment method is longer than ${limit} characters of JSON.`);
  }
  if (length > LONG_DATA) refuseData(native, owner.data);
  return text;
}

/** Lets the browser refuse data that it cannot serialise: alone, so that the browser does not continue. */
function refuseData(native: Constructor, data: unknown): void {
  const details = { total: { amount: { currency: 'XXX', value: '0' }, label: '-' } };
  construct(native, [oneMethod(METHOD_TOKEN, data), details] as never[]);
}

/** Called if the constructor accepted what Web IDL refuses, after only a part was read. */
function throwRefused(): void {
  const error = typeError(`Failed to construct 'PaymentRequest': ${REFUSED}`);
  hideFrames(error, OUTERMOST);
  throw error;
}
