import type { WorldParts } from './server.ts';

/**
 * Creates a value once for each world, on first use, so that servers can share it independently of their order. A process may run several
 * worlds; each has its own database.
 */
export function oncePerWorld<Value extends object>(make: (world: WorldParts) => Value): (world: WorldParts) => Value {
  const made = new WeakMap<WorldParts['db'], Value>();
  return (world) => {
    const value = made.get(world.db) ?? make(world);
    made.set(world.db, value);
    return value;
  };
}
