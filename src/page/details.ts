import type { PageList, PageTotal } from '../messages/bridge.ts';
import { METHOD_TOKEN, METHOD_URL } from '../messages/checkout.ts';
import { apply, bare, defineProperty, ITERATOR, isObject, toText } from './primordials.ts';

/*
 * Reads the page's dictionaries as Web IDL does: each member once, in the order that Web IDL prescribes (the order of the
 * object literals below), strings and booleans converted on the way. What has the wrong type is passed on as it is, for the
 * browser's own constructor to refuse with its own words; it then sees exactly the values that were read here.
 */

type Loose = Readonly<Record<string, unknown>>;
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
  return list(value, (method): unknown => ({
    data: method['data'],
    supportedMethods: text(method['supportedMethods']),
  })) as PageList<Method>;
}

/** A list of one method, made without reading anything of the page's. */
export function oneMethod(supportedMethods: string): PageList<Method> {
  const methods = emptyList<Method>();
  methods[methods.length++] = { data: undefined, supportedMethods };
  return methods;
}

/** `PaymentDetailsInit` */
export function readDetails(value: unknown): Details {
  return dictionary(value, (details) => ({
    ...base(details),
    id: text(details['id']),
    total: dictionary(details['total'], item),
  })) as Details;
}

/** `PaymentDetailsUpdate`, with what it leaves out taken from the details before. */
export function readUpdate(value: unknown, before: Details): { readonly details: Details; readonly error: unknown } {
  const update = (isObject(value) ? value : bare({})) as Loose;
  const { displayItems, modifiers, shippingOptions } = base(update);
  const error = text(update['error']);
  const total = dictionary(update['total'], item);
  const details = {
    displayItems: displayItems === undefined ? before.displayItems : displayItems,
    modifiers: modifiers === undefined ? before.modifiers : modifiers,
    shippingOptions: shippingOptions === undefined ? before.shippingOptions : shippingOptions,
    total: total === undefined ? before.total : total,
  };
  return { details: details as Details, error };
}

/** `PaymentOptions` */
export function readOptions(value: unknown): { readonly requestShipping: boolean | undefined } | undefined {
  return dictionary(value, (options) => ({
    requestPayerEmail: flag(options['requestPayerEmail']),
    requestPayerName: flag(options['requestPayerName']),
    requestPayerPhone: flag(options['requestPayerPhone']),
    requestShipping: flag(options['requestShipping']),
    shippingType: text(options['shippingType']),
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

function base(details: Loose): Loose {
  return {
    displayItems: list(details['displayItems'], item),
    modifiers: list(details['modifiers'], modifier),
    shippingOptions: list(details['shippingOptions'], shippingOption),
  };
}

function amount(from: Loose): unknown {
  return { currency: text(from['currency']), value: text(from['value']) };
}

function item(from: Loose): unknown {
  return { amount: dictionary(from['amount'], amount), label: text(from['label']), pending: flag(from['pending']) };
}

function modifier(from: Loose): unknown {
  return {
    additionalDisplayItems: list(from['additionalDisplayItems'], item),
    data: from['data'],
    supportedMethods: text(from['supportedMethods']),
    total: dictionary(from['total'], item),
  };
}

function shippingOption(from: Loose): unknown {
  return {
    amount: dictionary(from['amount'], amount),
    id: text(from['id']),
    label: text(from['label']),
    selected: flag(from['selected']),
  };
}

/** A missing member stays missing; a symbol has no text, and is left for the browser to refuse. */
function text(value: unknown): unknown {
  return value === undefined || typeof value === 'symbol' ? value : toText(value);
}

function flag(value: unknown): boolean | undefined {
  return value === undefined ? undefined : Boolean(value);
}

function dictionary(value: unknown, read: (from: Loose) => unknown): unknown {
  return isObject(value) ? read(value as Loose) : value;
}

function list(value: unknown, read: (from: Loose) => unknown): unknown {
  if (!isObject(value)) return value;
  const iterate = (value as { [ITERATOR]?: unknown })[ITERATOR];
  // No sequence; the browser says so of anything that has no better iterator.
  if (typeof iterate !== 'function') return bare({ [ITERATOR]: iterate });
  const items = emptyList();
  const iterator = apply(iterate, value, []) as Iterator<unknown>;
  // oxlint-disable-next-line typescript/unbound-method -- read once, as Web IDL does, and called with its `this`
  const { next } = iterator;
  for (;;) {
    const step = apply(next, iterator, []);
    if (step.done) return items;
    items[items.length++] = dictionary(step.value, read);
  }
}

function extend<T>(items: PageList<T>, more: PageList<T>): void {
  for (let i = 0; i < more.length; i++) items[items.length++] = more[i] as T;
}

/** A list that native code can read as a sequence, though the page's array iterator may be replaced. */
function emptyList<T>(): PageList<T> {
  const items: PageList<T> = bare({ length: 0 });
  let at: number;
  const step = () => bare(at < items.length ? { done: false, value: items[at++] } : { done: true, value: undefined });
  const iterate = () => {
    at = 0;
    return bare({ next: step });
  };
  defineProperty(items, ITERATOR, bare({ value: iterate }));
  return items;
}
