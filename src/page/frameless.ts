import { hideOurFrames } from './browser-errors.ts';
import type { AnyFunction } from './primordials.ts';
import { apply, argument, bare, construct, defineProperty, NativeProxy, setPrototypeOf } from './primordials.ts';

/* oxlint-disable typescript/unbound-method -- each is called with its `this` through Reflect.apply */
const { reduce } = Array.prototype;
const { bind, call } = Function.prototype;
const tryPromise = (Promise as unknown as { readonly try: AnyFunction }).try;
/* oxlint-enable typescript/unbound-method */

export type Constructor = new (...args: never[]) => object;

/** The arguments for the browser's constructor, and a callback for the object that it creates. */
export interface Prepared {
  readonly args: readonly unknown[];
  readonly newTarget: Constructor;
  readonly onMade: ((made: object) => void) | undefined;
}

type Trap = (native: unknown, self: unknown, args: readonly unknown[]) => unknown;

/**
 * For {@link hideFrames}: removes the frames of this function and all above it, which are those between the page and the browser's
 * constructor.
 */
export const OUTERMOST: AnyFunction = reduce as AnyFunction;

/**
 * Replaces a constructor of the browser. `prepare` gets each call's arguments and returns those for the browser's constructor.
 *
 * No function of this script is on the stack while the browser's constructor runs. The browser names the script of the top frame in its
 * reports (permissions policy, CSP, deprecation) and in its console, and would name this script for requests that are not related to it. So
 * the `construct` trap consists of built-in functions only, which reports leave out:
 *
 * 1. The trap is `Function.prototype.call`, and its `this` is the Proxy handler, which is callable: `handler(args, newTarget)`, with the
 *    Proxy's target as `this`.
 * 2. The handler is a Proxy too. Its `apply` trap is `call` bound to `reduce`, so it runs `reduce.call(steps, target, [args, newTarget])`.
 * 3. `reduce` reads each step's element and then calls `target` with the result of the previous step. The getter of the element selects the
 *    function that `target` runs: `prepare`; then the browser's constructor inside `Promise.try`, which catches its exception; then `finish`,
 *    which throws it again without our frames, or returns the object. Each has returned before the next one is called.
 */
export function replaceConstructor(native: Constructor, prepare: (args: unknown[], newTarget: Constructor) => Prepared): Constructor {
  let next: AnyFunction | undefined;
  // Set from `prepare` to the constructor's call. The page's code does not run in between, so nested calls do not interfere.
  let prepared!: Prepared;

  /** `Promise.try` creates and returns it as its promise. */
  class Outcome {
    readonly prepared = prepared;
    made: object | undefined = undefined;
    error: unknown = undefined;
    constructor(executor: (resolve: (made: object) => void, reject: (error: unknown) => void) => void) {
      executor(
        (made) => (this.made = made),
        (error) => (this.error = error),
      );
    }
  }

  const runPrepare: Trap = (_native, _self, args) => {
    const call = argument(args, 0) as readonly unknown[];
    try {
      prepared = prepare(argument(call, 0) as unknown[], argument(call, 1) as Constructor);
    } catch (error) {
      hideOurFrames(error, OUTERMOST);
      throw error;
    }
  };
  const runConstructor = (): AnyFunction => {
    const make = apply(bind, construct, [undefined, native, prepared.args, prepared.newTarget]) as AnyFunction;
    return apply(bind, call, [tryPromise, Outcome, make]) as AnyFunction;
  };
  const finish: Trap = (_native, _self, args) => {
    const outcome = argument(args, 0) as Outcome;
    if (outcome.made) {
      outcome.prepared.onMade?.(outcome.made);
      return outcome.made;
    }
    hideOurFrames(outcome.error, OUTERMOST);
    throw outcome.error;
  };

  const dispatch = {
    get apply() {
      const now = next;
      next = undefined;
      return now;
    },
  };
  const target = new NativeProxy(native, bare(dispatch as ProxyHandler<Constructor>));
  const steps = () => undefined;
  setPrototypeOf(steps, null);
  const step = (index: number, choose: () => AnyFunction): void =>
    void defineProperty(steps, index, bare({ get: () => void (next = choose()) }));
  step(0, () => runPrepare);
  step(1, runConstructor);
  step(2, () => finish);
  defineProperty(steps, 'length', bare({ value: 3 }));
  defineProperty(steps, 'construct', bare({ value: call }));
  const handler = new NativeProxy(steps, bare({ apply: apply(bind, call, [reduce]) as AnyFunction }));
  return new NativeProxy(target, handler as ProxyHandler<Constructor>);
}
