/**
 * The page's own built-ins, taken before the page's first script runs. A page may replace any of them later, so this room
 * calls only what is kept here, and uses no syntax that looks built-ins up: no `for…of`, spread, array destructuring or
 * `await`, no methods of arrays, strings and promises, and no object that inherits from `Object.prototype` where the engine
 * looks for an optional key (property descriptors, Proxy handlers, option bags).
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
// V8's own; other engines may lack it.
const { captureStackTrace } = Error as { captureStackTrace?: (error: object, below: AnyFunction) => void };

export type AnyFunction = (...args: never[]) => unknown;

export function isObject(value: unknown): value is object {
  return typeof value === 'object' ? value !== null : typeof value === 'function';
}

/** The same object, without prototype: keys that it does not have are not looked for in the page's `Object.prototype`. */
export function bare<T extends object>(object: T): T {
  setPrototypeOf(object, null);
  return object;
}

/** Web IDL's conversion to a string: unlike `String()`, it throws for a symbol. */
export function toText(value: unknown): string {
  return `${value as bigint}`;
}

/** The argument, or nothing; reading past the end of an array would look into the page's `Array.prototype`. */
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

/** Waits for a page's promise without `await`, which would put a frame of ours into the stacks of the page's async functions. */
export function whenSettled(value: unknown, onValue: (value: unknown) => void, onReason: (reason: unknown) => void): void {
  whenFulfilled(resolved(value), onValue, onReason);
}

/** The same for a promise that the browser or this script made: nothing of it is looked up in what the page may have replaced. */
export function whenFulfilled(promise: Promise<unknown>, onValue: (value: unknown) => void, onReason: (reason: unknown) => void): void {
  // Else `then` asks the page's `Promise.prototype.constructor` what kind of promise to make.
  defineProperty(promise, 'constructor', bare({ value: undefined }));
  void apply(then, promise, [onValue, onReason]);
}

// The function of this script that the page called, while it runs.
let entered: AnyFunction | undefined;

/** Runs what the page called as `entry`: errors made meanwhile show the page's frames alone, as those of a method of the browser do. */
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
  // The browser's own has no stack when no script was running.
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
 * Takes this script's frames, which name its file and so the extension, off an error's stack: those of `below` and of
 * whatever it called, or all when none is given and the page has called nothing.
 */
export function hideFrames(error: unknown, below: AnyFunction = entered ?? neverCalled): void {
  try {
    captureStackTrace?.(error as object, below);
  } catch {
    // A frozen error, or a thrown value that is none: it was the page's own.
  }
}

// A function that is on no stack: V8 then drops every frame.
function neverCalled(): void {}
