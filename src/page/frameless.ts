import { hideOurFrames } from './browser-errors.ts';
import type { AnyFunction } from './primordials.ts';
import { apply, argument, bare, construct, defineProperty, NativeProxy, setPrototypeOf } from './primordials.ts';

/* oxlint-disable typescript/unbound-method -- each is called with its `this` through Reflect.apply */
const { reduce } = Array.prototype;
const { bind, call } = Function.prototype;
const tryPromise = (Promise as unknown as { readonly try: AnyFunction }).try;
/* oxlint-enable typescript/unbound-method */

export type Constructor = new (...args: never[]) => object;

/** What the browser's constructor is called with, and what is called with the object that it made. */
export interface Prepared {
  readonly args: readonly unknown[];
  readonly newTarget: Constructor;
  readonly onMade: ((made: object) => void) | undefined;
}

type Trap = (native: unknown, self: unknown, args: readonly unknown[]) => unknown;

/** For {@link hideFrames}: it drops this function's frame and all above it, which are those between a page and the browser's constructor. */
export const OUTERMOST: AnyFunction = reduce as AnyFunction;

/**
 * Replaces a constructor of the browser. `prepare` gets each call's arguments and says what the browser's constructor gets.
 *
 * No function of this script is on the stack while the browser's constructor runs. The browser names the script of the top frame
 * in its reports (permissions policy, CSP, deprecation) and in its console, and would name this script for requests that it has
 * nothing to do with. So the `construct` trap is made of built-in functions only, which reports leave out:
 *
 * 1. The trap is `Function.prototype.call`, and its `this` is the Proxy handler, which is callable: `handler(args, newTarget)`,
 *    with the Proxy's target as `this`.
 * 2. The handler is a Proxy too. Its `apply` trap is `call` bound to `reduce`, so it runs
 *    `reduce.call(steps, target, [args, newTarget])`.
 * 3. `reduce` gets each step's element and then calls `target` with the result of the step before. The getter of the element
 *    chooses the function that `target` runs: `prepare`; then the browser's constructor inside `Promise.try`, which catches
 *    what it throws; then `finish`, which throws it again without our frames, or returns the object. Each has returned before
 *    the next one is called.
 */
export function replaceConstructor(native: Constructor, prepare: (args: unknown[], newTarget: Constructor) => Prepared): Constructor {
  let next: AnyFunction | undefined;
  // From `prepare` to the constructor's call. Nothing of the page runs in between, so that calls inside calls do not mix.
  let prepared!: Prepared;

  /** Made and returned by `Promise.try` as its promise. */
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
