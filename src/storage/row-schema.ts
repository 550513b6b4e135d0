import type * as v from 'valibot';
import type { Exact } from '../model/exact-schema.ts';

/**
 * The schema of a stored row, proven to describe all of the model's type and nothing else.
 *
 * @example rowSchema<Wallet>()(v.object({ id: v.string() }))
 */
export function rowSchema<Model>() {
  return <Schema extends v.GenericSchema>(schema: Exact<Schema, Model>): Schema => schema;
}
