/**
 * The page's built-ins, stored before the page's first script runs. A page may replace any of them later. So the scripts in this folder
 * call only what is stored here and use no syntax that looks up built-ins: no `for…of`, spread, array destructuring or `await`, no methods
 * of arrays, strings and promises, and no object that inherits from `Object.prototype` where the engine reads an optional key (property
 * descriptors, Proxy handlers, options).
 */

/* oxlint-disable typescript/unbound-method -- each is called with its `this` through Reflect.apply */

export const { apply, construct, defineProperty, deleteProperty, getOwnPropertyDescriptor, setPrototypeOf } = Reflect;
export const { parse, stringify } = JSON;
export const ITERATOR: typeof Symbol.iterator = Symbol.iterator;
export const NativeProxy = Proxy;

const NativePromise = Promise;
const NativeDOMException = DOMException;
const NativeTypeError = TypeError;
const then = Promise.prototype.then;
// V8 only; other engines may not have it.
const { captureStackTrace } = Error as { captureStackTrace?: (error: object, below: AnyFunction) => void };

export type AnyFunction = (...args: never[]) => unknown;

export function isObject(value: unknown): value is object {
  return typeof value === 'object' ? value !== null : typeof value === 'function';
}

/** Removes the object's prototype, so that absent keys are not looked up in the page's `Object.prototype`. */
export function bare<T extends object>(object: T): T {
  setPrototypeOf(object, null);
  return object;
}

/** Web IDL's conversion to a string. Unlike `String()`, it throws for a symbol. */
export function toText(value: unknown): string {
  return `${value as bigint}`;
}

/** The argument, or undefined. Reading past the end of an array would look it up in the page's `Array.prototype`. */
export function argument(list: readonly unknown[], index: number): unknown {
  return index < list.length ? list[index] : undefined;
}

export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

export function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new NativePromise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

export function resolved<T>(value: T): Promise<T> {
  return new NativePromise((resolve) => resolve(value));
}

export function rejected(reason: unknown): Promise<never> {
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- a page may throw anything, and gets it back
  return new NativePromise((_, reject) => reject(reason));
}

/** Waits for a page's promise without `await`, which would add our frame to the stacks of the page's async functions. */
export function whenSettled(value: unknown, onValue: (value: unknown) => void, onReason: (reason: unknown) => void): void {
  whenFulfilled(resolved(value), onValue, onReason);
}

/** The same for a promise that the browser or this script created, without a lookup of properties that the page may have replaced. */
export function whenFulfilled(promise: Promise<unknown>, onValue: (value: unknown) => void, onReason: (reason: unknown) => void): void {
  // Otherwise `then` would read the page's `Promise.prototype.constructor` to create its result.
  defineProperty(promise, 'constructor', bare({ value: undefined }));
  void apply(then, promise, [onValue, onReason]);
}

// The function of this script that the page called, while it runs.
let entered: AnyFunction | undefined;

/**
 * Runs what the page called as `entry`. Errors that are created meanwhile have only the page's frames in their stack, like those of a
 * browser's method.
 */
export function enter<T>(entry: AnyFunction, run: () => T): T {
  const before = entered;
  entered = entry;
  try {
    return run();
  } finally {
    entered = before;
  }
}

export function domException(message: string, name: string): DOMException {
  const error = new NativeDOMException(message, name);
  // The browser's own errors have no stack if no script was running.
  if (entered) hideFrames(error, entered);
  else deleteProperty(error, 'stack');
  return error;
}

export function typeError(message: string): TypeError {
  const error = new NativeTypeError(message);
  hideFrames(error);
  return error;
}

/**
 * Removes this script's frames, which contain its URL and so the extension's id, from an error's stack: those of `below` and of everything
 * that it called, or all if `below` is absent and the page has called nothing.
 */
export function hideFrames(error: unknown, below: AnyFunction = entered ?? neverCalled): void {
  try {
    captureStackTrace?.(error as object, below);
  } catch {
    // A frozen error, or a value that is not an error: it came from the page.
  }
}

// A function that is not on the stack, so V8 removes every frame.
function neverCalled(): void {}
