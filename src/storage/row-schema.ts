import type * as v from 'valibot';

/** A type as data: without `readonly`, all the way down. */
type Data<T> = T extends object ? { -readonly [Key in keyof T]: Data<T[Key]> } : T;

/** `unknown` where two types describe the same data, so that it adds nothing to another type; `never` where a field differs. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- two generic functions are how TypeScript compares types for identity, not for assignability
type IfSame<A, B> = (<T>() => T extends Data<A> ? 1 : 2) extends <T>() => T extends Data<B> ? 1 : 2 ? unknown : never;

/**
 * The schema of a stored row, proven at compile time to describe all of the model's type and nothing else: a field that is added to the
 * model alone does not compile, where the parser would drop it from the disk without a word.
 *
 * @example rowSchema<Wallet>()(v.object({ id: v.string() }))
 */
export function rowSchema<Model>() {
  return <Schema extends v.GenericSchema>(schema: Schema & IfSame<v.InferOutput<Schema>, Model>): Schema => schema;
}
