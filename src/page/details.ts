import type { PageList, PageTotal } from '../messages/bridge.ts';
import { METHOD_TOKEN, METHOD_URL } from '../messages/checkout.ts';
import { hasNoText } from './browser-errors.ts';
import { apply, bare, defineProperty, ITERATOR, isObject, toText, typeError } from './primordials.ts';

/*
 * Reads the page's dictionaries as Web IDL does: each member once, in the order that Web IDL prescribes (the order of the
 * object literals below), strings and booleans converted on the way. What has the wrong type is passed on as it is, for the
 * browser's own constructor to refuse with its own words; it then sees exactly the values that were read here. Web IDL's
 * conversion ends there, so nothing more of the page is read.
 */

type Loose = Readonly<Record<string, unknown>>;

// Whether a value was read that the browser refuses. The page's code runs only while it is not set, so that calls do not mix.
let refused = false;

/** Whether what was read last is for the browser to refuse, and was not read to its end. */
export function isRefused(): boolean {
  return refused;
}

/** After the browser's constructor has accepted them, the values are of these types. */
export interface Method {
  data: unknown;
  supportedMethods: string;
}
interface Amount {
  readonly currency: string;
  readonly value: string;
}
interface Item {
  readonly amount: Amount;
  readonly label: string;
  readonly pending: boolean | undefined;
}
interface Modifier {
  readonly additionalDisplayItems: PageList<Item> | undefined;
  data: unknown;
  readonly supportedMethods: string;
  readonly total: Item | undefined;
}
/** PaymentDetailsBase with the total: what PaymentDetailsInit and PaymentDetailsUpdate share. */
export interface Details {
  readonly displayItems: PageList<Item> | undefined;
  readonly modifiers: PageList<Modifier> | undefined;
  readonly shippingOptions: PageList<unknown> | undefined;
  readonly total: Item;
}

export function isOurs(methodName: unknown): boolean {
  return methodName === METHOD_TOKEN || methodName === METHOD_URL;
}

/** `sequence<PaymentMethodData>` */
export function readMethods(value: unknown): PageList<Method> {
  refused = false;
  return list(value, (method): unknown => ({
    data: object(method, 'data'),
    supportedMethods: text(method, 'supportedMethods', REQUIRED),
  })) as PageList<Method>;
}

/** A list of one method, made without reading anything of the page's. */
export function oneMethod(supportedMethods: string, data?: unknown): PageList<Method> {
  const methods = emptyList<Method>();
  methods[methods.length++] = { data, supportedMethods };
  return methods;
}

/** `PaymentDetailsInit` */
export function readDetails(value: unknown): Details {
  refused = false;
  return dictionary(value ?? undefined, (details) => ({
    ...base(details),
    id: text(details, 'id'),
    // Required, but it is the last one, and Chromium looks for it later.
    total: dictionary(member(details, 'total'), item),
  })) as Details;
}

/** `PaymentDetailsUpdate`, with what it leaves out taken from the details before. */
export function readUpdate(value: unknown, before: Details): { readonly details: Details; readonly error: unknown } {
  refused = false;
  if (value !== undefined && value !== null && !isObject(value))
    throw typeError("The provided value is not of type 'PaymentDetailsUpdate'.");
  const update = (isObject(value) ? value : bare({})) as Loose;
  const { displayItems, modifiers, shippingOptions } = base(update);
  const error = text(update, 'error');
  if (typeof error === 'symbol') {
    // The browser's constructor, which refuses the rest, has no such member.
    throw typeError("Failed to read the 'error' property from 'PaymentDetailsUpdate': Cannot convert a Symbol value to a string");
  }
  const total = dictionary(member(update, 'total'), item);
  const details = {
    displayItems: displayItems === undefined ? before.displayItems : displayItems,
    modifiers: modifiers === undefined ? before.modifiers : modifiers,
    shippingOptions: shippingOptions === undefined ? before.shippingOptions : shippingOptions,
    total: total === undefined ? before.total : total,
  };
  return { details: details as Details, error };
}

/** The members of `PaymentOptions` that ask for facts about the payer. */
type Options = Readonly<Record<'requestPayerEmail' | 'requestPayerName' | 'requestPayerPhone' | 'requestShipping', boolean | undefined>>;

/** Whether the options ask for anything about the payer: our method tells nothing. */
export function asksForPayer(options: Options | undefined): boolean {
  if (!options) return false;
  const { requestPayerEmail, requestPayerName, requestPayerPhone, requestShipping } = options;
  return requestPayerEmail === true || requestPayerName === true || requestPayerPhone === true || requestShipping === true;
}

/** `PaymentOptions` */
export function readOptions(value: unknown): Options | undefined {
  refused = false;
  return dictionary(value ?? undefined, (options) => ({
    requestPayerEmail: flag(options, 'requestPayerEmail'),
    requestPayerName: flag(options, 'requestPayerName'),
    requestPayerPhone: flag(options, 'requestPayerPhone'),
    requestShipping: flag(options, 'requestShipping'),
    shippingType: text(options, 'shippingType'),
  })) as ReturnType<typeof readOptions>;
}

/** What is to pay by one method: the total and the items after the first modifier that names the method. */
export function totalFor(methodName: string, { total, displayItems, modifiers }: Details): PageTotal {
  const items = emptyList<Item>();
  const modifier = modifiers && modifierFor(methodName, modifiers);
  if (displayItems) extend(items, displayItems);
  if (modifier?.additionalDisplayItems) extend(items, modifier.additionalDisplayItems);
  return { total: (modifier?.total ?? total).amount, items: items as PageTotal['items'] };
}

function modifierFor(methodName: string, modifiers: PageList<Modifier>): Modifier | undefined {
  for (let i = 0; i < modifiers.length; i++) if (modifiers[i]?.supportedMethods === methodName) return modifiers[i];
  return undefined;
}

const REQUIRED = true;

function base(details: Loose): Loose {
  return {
    displayItems: list(member(details, 'displayItems'), item),
    modifiers: list(member(details, 'modifiers'), modifier),
    shippingOptions: list(member(details, 'shippingOptions'), shippingOption),
  };
}

function amount(from: Loose): unknown {
  return { currency: text(from, 'currency', REQUIRED), value: text(from, 'value', REQUIRED) };
}

function item(from: Loose): unknown {
  return {
    amount: required(dictionary(member(from, 'amount'), amount)),
    label: text(from, 'label', REQUIRED),
    pending: flag(from, 'pending'),
  };
}

function modifier(from: Loose): unknown {
  return {
    additionalDisplayItems: list(member(from, 'additionalDisplayItems'), item),
    data: object(from, 'data'),
    supportedMethods: text(from, 'supportedMethods', REQUIRED),
    total: dictionary(member(from, 'total'), item),
  };
}

function shippingOption(from: Loose): unknown {
  return {
    amount: required(dictionary(member(from, 'amount'), amount)),
    id: text(from, 'id', REQUIRED),
    label: text(from, 'label', REQUIRED),
    selected: flag(from, 'selected'),
  };
}

function member(from: Loose, name: string): unknown {
  return refused ? undefined : from[name];
}

function refuse<T>(value: T): T {
  refused = true;
  return value;
}

function required(value: unknown): unknown {
  return value === undefined ? refuse(value) : value;
}

/** What has no text is refused: a symbol, or an object whose conversion gives one or gives an object. */
function text(from: Loose, name: string, isRequired = false): unknown {
  const value = member(from, name);
  if (value === undefined) return isRequired ? refuse(value) : value;
  if (typeof value === 'symbol') return refuse(value);
  try {
    return toText(value);
  } catch (error) {
    if (!hasNoText(error)) throw error;
    return refuse(bare({}));
  }
}

function flag(from: Loose, name: string): boolean | undefined {
  const value = member(from, name);
  return value === undefined ? undefined : Boolean(value);
}

function object(from: Loose, name: string): unknown {
  const value = member(from, name);
  return value === undefined || isObject(value) ? value : refuse(value);
}

/** All but `PaymentOptions` and the details have a required member, so that `null` is refused. */
function dictionary(value: unknown, read: (from: Loose) => unknown): unknown {
  if (value === undefined) return value;
  return isObject(value) ? read(value as Loose) : refuse(value);
}

function list(value: unknown, read: (from: Loose) => unknown): unknown {
  if (value === undefined) return value;
  if (!isObject(value)) return refuse(value);
  const iterate = (value as { [ITERATOR]?: unknown })[ITERATOR];
  // What is no sequence is given to the browser as what makes it none.
  if (typeof iterate !== 'function') return refuse(bare({ [ITERATOR]: iterate }));
  const iterator: unknown = apply(iterate, value, []);
  if (!isObject(iterator)) return refuse(bare({ [ITERATOR]: () => iterator }));
  // Read once, as Web IDL does, and called with its `this`.
  const { next } = iterator as { next?: unknown };
  if (typeof next !== 'function') return refuse(bare({ [ITERATOR]: () => bare({ next }) }));
  const end: End = { step: bare({ done: true, value: undefined }) };
  const items = emptyList(end);
  while (!refused) {
    const step: unknown = apply(next, iterator, []);
    if (!isObject(step)) end.step = refuse(step);
    else if ((step as IteratorResult<unknown>).done) return items;
    else items[items.length++] = required(dictionary((step as IteratorResult<unknown>).value, read));
  }
  return items;
}

function extend<T>(items: PageList<T>, more: PageList<T>): void {
  for (let i = 0; i < more.length; i++) items[items.length++] = more[i] as T;
}

/** What the iterator of a list ends with. */
interface End {
  step: unknown;
}

/** A list that native code can read as a sequence, though the page's array iterator may be replaced. */
function emptyList<T>(end: End = { step: bare({ done: true, value: undefined }) }): PageList<T> {
  const items: PageList<T> = bare({ length: 0 });
  let at: number;
  const step = () => (at < items.length ? bare({ done: false, value: items[at++] }) : end.step);
  const iterate = () => {
    at = 0;
    return bare({ next: step });
  };
  defineProperty(items, ITERATOR, bare({ value: iterate }));
  return items;
}
