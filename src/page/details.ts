import type { PageList, PageTotal } from '../messages/bridge.ts';
import { METHOD_TOKEN, METHOD_URL } from '../messages/checkout.ts';
import { hasNoText } from './browser-errors.ts';
import { apply, bare, defineProperty, ITERATOR, isObject, toText, typeError } from './primordials.ts';

/*
 * Reads the page's dictionaries like Web IDL: each member once, in the order that Web IDL prescribes (the order of the tables below), with
 * strings and booleans converted. A value of a wrong type is passed on unchanged, so that the browser's own constructor refuses it with its
 * own message; the browser gets exactly the values that were read here. Web IDL's conversion stops at such a value, so nothing more is
 * read.
 */

type Loose = Readonly<Record<string, unknown>>;

// Whether a value was read that the browser refuses. The page's code runs only while it is false, so nested calls do not interfere.
let refused = false;

/** Whether the last read stopped at a value that the browser refuses. */
export function isRefused(): boolean {
  return refused;
}

/** The types of the values after the browser's constructor has accepted them. */
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
/** PaymentDetailsBase with the total: the common members of PaymentDetailsInit and PaymentDetailsUpdate. */
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
  return methodsOf(value) as PageList<Method>;
}

/** A list of one method, created without reading values of the page. */
export function oneMethod(supportedMethods: string, data?: unknown): PageList<Method> {
  const methods = emptyList<Method>();
  methods[methods.length++] = { data, supportedMethods };
  return methods;
}

/** `PaymentDetailsInit` */
export function readDetails(value: unknown): Details {
  refused = false;
  return initOf(value ?? undefined) as Details;
}

/** `PaymentDetailsUpdate`. Absent members are taken from the details before. */
export function readUpdate(value: unknown, before: Details): { readonly details: Details; readonly error: unknown } {
  refused = false;
  if (value !== undefined && value !== null && !isObject(value))
    throw typeError("The provided value is not of type 'PaymentDetailsUpdate'.");
  const { displayItems, modifiers, shippingOptions, error, total } = updateOf(value ?? bare({})) as Loose;
  if (typeof error === 'symbol') {
    // The browser's constructor, which refuses other invalid values, has no such member.
    throw typeError("Failed to read the 'error' property from 'PaymentDetailsUpdate': Cannot convert a Symbol value to a string");
  }
  const details = {
    displayItems: displayItems === undefined ? before.displayItems : displayItems,
    modifiers: modifiers === undefined ? before.modifiers : modifiers,
    shippingOptions: shippingOptions === undefined ? before.shippingOptions : shippingOptions,
    total: total === undefined ? before.total : total,
  };
  return { details: details as Details, error };
}

/** The members of `PaymentOptions` that request data about the payer. */
type Options = Readonly<Record<'requestPayerEmail' | 'requestPayerName' | 'requestPayerPhone' | 'requestShipping', boolean | undefined>>;

/** Whether the options request data about the payer, which our method never provides. */
export function asksForPayer(options: Options | undefined): boolean {
  if (!options) return false;
  const { requestPayerEmail, requestPayerName, requestPayerPhone, requestShipping } = options;
  return requestPayerEmail === true || requestPayerName === true || requestPayerPhone === true || requestShipping === true;
}

/** `PaymentOptions` */
export function readOptions(value: unknown): Options | undefined {
  refused = false;
  return optionsOf(value ?? undefined) as ReturnType<typeof readOptions>;
}

/** The total and the items for a method: those of the first modifier for the method, else the general ones. */
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

/** Reads a value of one Web IDL type. An absent member is `undefined`. */
type Read = (value: unknown) => unknown;

function refuse<T>(value: T): T {
  refused = true;
  return value;
}

const required: Read = (value) => (value === undefined ? refuse(value) : value);

/** Refuses a value that cannot be converted to a string: a symbol, or an object whose conversion returns a symbol or an object. */
const text: Read = (value) => {
  if (value === undefined) return value;
  if (typeof value === 'symbol') return refuse(value);
  try {
    return toText(value);
  } catch (error) {
    if (!hasNoText(error)) throw error;
    return refuse(bare({}));
  }
};

const requiredText: Read = (value) => text(required(value));

const flag: Read = (value) => (value === undefined ? value : Boolean(value));

const object: Read = (value) => (value === undefined || isObject(value) ? value : refuse(value));

/** Every dictionary except `PaymentOptions` and the details has a required member, so `null` is refused. */
function dictionary(members: Readonly<Record<string, Read>>): Read {
  bare(members);
  return (from) => {
    if (from === undefined || !isObject(from)) return object(from);
    // No prototype: the page may have defined setters with these names on `Object.prototype`.
    const read: Record<string, unknown> = bare({});
    for (const name in members) read[name] = (members[name] as Read)(refused ? undefined : (from as Loose)[name]);
    return read;
  };
}

function list(read: Read): Read {
  return (value) => {
    if (value === undefined) return value;
    if (!isObject(value)) return refuse(value);
    const iterate = (value as { [ITERATOR]?: unknown })[ITERATOR];
    // A value that is not a sequence is passed to the browser with what makes it invalid.
    if (typeof iterate !== 'function') return refuse(bare({ [ITERATOR]: iterate }));
    const iterator: unknown = apply(iterate, value, []);
    if (!isObject(iterator)) return refuse(bare({ [ITERATOR]: () => iterator }));
    // Read once, like Web IDL does, and called with its `this`.
    const { next } = iterator as { next?: unknown };
    if (typeof next !== 'function') return refuse(bare({ [ITERATOR]: () => bare({ next }) }));
    const end: End = { step: bare({ done: true, value: undefined }) };
    const items = emptyList(end);
    while (!refused) {
      const step: unknown = apply(next, iterator, []);
      if (!isObject(step)) end.step = refuse(step);
      else if ((step as IteratorResult<unknown>).done) return items;
      else items[items.length++] = required(read((step as IteratorResult<unknown>).value));
    }
    return items;
  };
}

const amount = dictionary({ currency: requiredText, value: requiredText });
const requiredAmount: Read = (value) => required(amount(value));
const item = dictionary({ amount: requiredAmount, label: requiredText, pending: flag });
const items = list(item);
const modifier = dictionary({ additionalDisplayItems: items, data: object, supportedMethods: requiredText, total: item });
const shippingOption = dictionary({ amount: requiredAmount, id: requiredText, label: requiredText, selected: flag });
const base = { displayItems: items, modifiers: list(modifier), shippingOptions: list(shippingOption) };

const methodsOf = list(dictionary({ data: object, supportedMethods: requiredText }));
// `total` is required, but it is the last member, and Chromium checks it later.
const initOf = dictionary({ ...base, id: text, total: item });
const updateOf = dictionary({ ...base, error: text, total: item });
const optionsOf = dictionary({
  requestPayerEmail: flag,
  requestPayerName: flag,
  requestPayerPhone: flag,
  requestShipping: flag,
  shippingType: text,
});

function extend<T>(items: PageList<T>, more: PageList<T>): void {
  for (let i = 0; i < more.length; i++) items[items.length++] = more[i] as T;
}

/** The iterator result that ends a list. */
interface End {
  step: unknown;
}

/** A list that native code can read as a sequence, although the page may have replaced the array iterator. */
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
