import { apply, isObject } from './primordials.ts';

// oxlint-disable-next-line typescript/unbound-method -- each is called with its `this` through Reflect.apply
const { addEventListener, removeEventListener } = EventTarget.prototype;
// oxlint-disable-next-line typescript/unbound-method -- as above
const { preventDefault } = Event.prototype;

/** An event handler IDL attribute, `on…` (HTML, "event handler IDL attributes"). */
export interface EventHandler {
  readonly get: () => unknown;
  readonly set: (value: unknown) => void;
}

/**
 * Creates the attribute for events of `type` on `target`. While it has a value, it is one of the target's listeners, in the order in which
 * it was first set.
 */
export function eventHandler(target: object, type: string): EventHandler {
  let handler: object | null = null;
  const listener = (event: Event): void => {
    if (typeof handler === 'function' && apply(handler, target, [event]) === false) apply(preventDefault, event, []);
  };
  return {
    get: () => handler,
    set(value) {
      const before = handler;
      handler = isObject(value) ? value : null;
      if (!before && handler) apply(addEventListener, target, [type, listener]);
      else if (before && !handler) apply(removeEventListener, target, [type, listener]);
    },
  };
}
