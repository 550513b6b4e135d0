/** The type of a schema's output, as Standard Schema declares it. */
interface TypedSchema {
  readonly '~types'?: { readonly output: unknown } | undefined;
}

type Output<Schema extends TypedSchema> = NonNullable<Schema['~types']>['output'];

/** A type without `readonly`, recursively. */
type Data<T> = T extends object ? { -readonly [Key in keyof T]: Data<T[Key]> } : T;

/** `unknown` if two types describe the same data, which does not change an intersection; `never` if a field differs. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- two generic functions are how TypeScript compares types for identity, not for assignability
type IfSame<A, B> = (<T>() => T extends Data<A> ? 1 : 2) extends <T>() => T extends Data<B> ? 1 : 2 ? unknown : never;

/**
 * A schema whose output type is proven at compile time to be exactly `Type`. A field or variant that is added to one of the two only does
 * not compile, where a parser would remove it at run time.
 */
export type Exact<Schema extends TypedSchema, Type> = Schema & IfSame<Output<Schema>, Type>;
