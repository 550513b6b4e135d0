import { isObject } from './primordials.ts';

/** Gives back the object it is given, so that a class that extends it puts its private field on that object. */
// oxlint-disable-next-line typescript/no-extraneous-class -- only a class can be extended
class Given {
  constructor(object: object) {
    // oxlint-disable-next-line no-constructor-return -- this is the whole purpose
    return object;
  }
}

/**
 * Keeps what is known of an object on the object itself, in a private field: like a WeakMap, but with no method in between
 * that a page could replace.
 */
export interface Slot<T> {
  readonly set: (object: object, value: T) => void;
  readonly get: (object: unknown) => T | undefined;
}

export function slot<T>(): Slot<T> {
  class Field extends Given {
    #value: T;
    constructor(object: object, value: T) {
      super(object);
      this.#value = value;
    }
    static get(this: void, object: unknown): T | undefined {
      return isObject(object) && #value in object ? object.#value : undefined;
    }
  }
  return { set: (object, value) => void new Field(object, value), get: Field.get };
}
