import type * as v from 'valibot';
import type { Exact } from '../model/exact-schema.ts';

/**
 * Creates the schema of a stored row. The compiler proves that it has exactly the fields of the model's type.
 * @example rowSchema<Wallet>()(v.object({ id: v.string() }))
 */
export function rowSchema<Model>() {
  return <Schema extends v.GenericSchema>(schema: Exact<Schema, Model>): Schema => schema;
}
