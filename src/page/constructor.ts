import { METHOD_TOKEN, METHOD_URL } from '../messages/checkout.ts';
import type { Details, Method } from './details.ts';
import { isOurs, oneMethod, readDetails, readMethods, readOptions } from './details.ts';
import { apply, argument, bare, construct, hideFrames, isObject, stringify, typeError } from './primordials.ts';
import type { Checkout } from './request-state.ts';
import { newCheckout } from './request-state.ts';

/** Characters of JSON that the method's data may have. */
const DATA_LENGTH = 8192;

/** Stands in for our URL in the browser's constructor, which would ask the URL's server for a manifest. Nobody answers to it. */
const URL_STAND_IN = `${METHOD_TOKEN}-by-url`;

export type Constructor = new (...args: never[]) => object;

interface Taken {
  readonly methodName: string;
  data: string | undefined;
}

/**
 * The `construct` trap for the browser's own constructor (W3C Payment Request, section 3.1). Without our method the browser
 * gets the page's details as they are. With it they are read here, once, and the browser checks what was read.
 */
export function constructTrap(readId: () => string, onCheckout: (made: object, checkout: Checkout) => void) {
  return function trap(native: Constructor, args: readonly unknown[], newTarget: Constructor): object {
    if (args.length === 0) return constructClean(native, [], newTarget, trap);
    const methods = readMethods(argument(args, 0));
    const ours = takeOurs(methods);
    if (!ours) return constructClean(native, [methods, argument(args, 1), argument(args, 2)], newTarget, trap);
    const details = readDetails(argument(args, 1));
    const options = readOptions(argument(args, 2));
    const made = constructClean(native, [methods, details, options], newTarget, trap);
    const { methodName, data } = ours;
    if (data !== undefined && data.length > DATA_LENGTH) throw tooLong(trap);
    const requestId = apply(readId, made, []);
    onCheckout(made, newCheckout({ requestId, methodName, data, needsAddress: options?.requestShipping === true }, details));
    return made;
  };
}

/** Throws what the browser's constructor finds wrong with these details. */
export function validateWith(native: Constructor): (details: Details) => void {
  return function validate({ displayItems, modifiers, shippingOptions, total }) {
    constructClean(
      native,
      [oneMethod(METHOD_TOKEN), { displayItems, modifiers, shippingOptions, id: undefined, total }, undefined],
      native,
      validate,
    );
  };
}

/** Our first method in the page's list. Its data is serialised when the browser serialises all data: once, in its constructor. */
function takeOurs(methods: ReturnType<typeof readMethods>): Taken | undefined {
  let ours: Taken | undefined;
  for (let i = 0; isObject(methods) && i < methods.length; i++) {
    const method = methods[i];
    if (!isObject(method) || !isOurs(method.supportedMethods)) continue;
    if (!ours) method.data = watched(method.data, (ours = { methodName: method.supportedMethods, data: undefined }));
    if (method.supportedMethods === METHOD_URL) method.supportedMethods = URL_STAND_IN;
  }
  return ours;
}

/** What the browser serialises instead of the page's data: its `toJSON` keeps the text. Wrong types are left for the browser to refuse. */
function watched(data: Method['data'], taken: Taken): unknown {
  if (!isObject(data)) return data;
  const toJSON = () => {
    taken.data = stringify(data) as string | undefined;
    return taken.data === undefined ? undefined : 0;
  };
  return bare({ toJSON });
}

function constructClean(native: Constructor, args: unknown[], newTarget: Constructor, below: (...args: never[]) => unknown): object {
  try {
    return construct(native, args as never[], newTarget);
  } catch (error) {
    hideFrames(error, below);
    throw error;
  }
}

function tooLong(below: (...args: never[]) => unknown): TypeError {
  const error = typeError(
    `Failed to construct 'PaymentRequest': The data of the payment method is longer than ${DATA_LENGTH} characters of JSON.`,
  );
  hideFrames(error, below);
  return error;
}
