import { expect, test } from 'vitest';
import { slot } from './slot.ts';

test('keeps a value on an object, out of everybody else’s reach', () => {
  const first = slot<number>();
  const second = slot<number>();
  const object = Object.freeze(Object.create(null) as object);
  const open = {};
  first.set(open, 1);
  second.set(open, 2);
  expect([first.get(open), second.get(open), Reflect.ownKeys(open)]).toEqual([1, 2, []]);
  for (const other of [object, new Proxy(open, {}), Object.create(open), 3, null, undefined]) expect(first.get(other)).toBeUndefined();
});
