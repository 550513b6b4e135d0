import { isObject } from './primordials.ts';

/** Returns the given object, so that a class that extends it adds its private field to that object. */
// oxlint-disable-next-line typescript/no-extraneous-class -- only a class can be extended
class ReturnsGiven {
  constructor(object: object) {
    // oxlint-disable-next-line no-constructor-return -- this is the whole purpose
    return object;
  }
}

/** Stores data about an object in a private field of the object: like a WeakMap, but without methods that a page could replace. */
export interface Slot<T> {
  readonly set: (object: object, value: T) => void;
  readonly get: (object: unknown) => T | undefined;
}

export function slot<T>(): Slot<T> {
  class Field extends ReturnsGiven {
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
