import type { WorldParts } from './server.ts';

/**
 * Makes a value once for each world, at its first use, so that servers can share it whatever order they start in.
 * A process may run several worlds; each has a database of its own.
 */
export function oncePerWorld<Value extends object>(make: (world: WorldParts) => Value): (world: WorldParts) => Value {
  const made = new WeakMap<WorldParts['db'], Value>();
  return (world) => {
    const value = made.get(world.db) ?? make(world);
    made.set(world.db, value);
    return value;
  };
}
