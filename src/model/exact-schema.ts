/** A schema as the libraries of Standard Schema write their output's type. */
interface TypedSchema {
  readonly '~types'?: { readonly output: unknown } | undefined;
}

type Output<Schema extends TypedSchema> = NonNullable<Schema['~types']>['output'];

/** A type as data: without `readonly`, all the way down. */
type Data<T> = T extends object ? { -readonly [Key in keyof T]: Data<T[Key]> } : T;

/** `unknown` where two types describe the same data, so that it adds nothing to another type; `never` where a field differs. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- two generic functions are how TypeScript compares types for identity, not for assignability
type IfSame<A, B> = (<T>() => T extends Data<A> ? 1 : 2) extends <T>() => T extends Data<B> ? 1 : 2 ? unknown : never;

/**
 * A schema whose output is proven at compile time to be exactly `Type`: a field or a variant that is added to one of the two alone does
 * not compile, where a parser would drop it at run time.
 */
export type Exact<Schema extends TypedSchema, Type> = Schema & IfSame<Output<Schema>, Type>;
