import * as v from 'valibot';
import { OpenChargeError } from './error.ts';

// What travels between the parties. Signed objects are checked as they came; these schemas only read them.

/** An OCID: decimal digits. Older documents write it as a number. */
export const ocidSchema = v.pipe(
  v.union([v.pipe(v.string(), v.regex(/^(?:0|[1-9]\d{0,77})$/)), v.pipe(v.number(), v.safeInteger(), v.minValue(0))]),
  v.transform(String),
);

export const signatureSchema = v.pipe(v.string(), v.maxLength(200));
const text = (length: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(length));
const secondsSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const decimalSchema = v.pipe(v.string(), v.regex(/^\d{1,18}(?:\.\d{1,18})?$/));
const currencySchema = v.pipe(v.string(), v.regex(/^[A-Z]{3,10}$/));

export const orderSchema = v.object({
  ocid: ocidSchema,
  id: text(200),
  amount: decimalSchema,
  currency: currencySchema,
  items: v.optional(
    v.pipe(
      v.array(
        v.object({ id: text(200), name: text(1_000), quantity: v.pipe(v.number(), v.safeInteger(), v.minValue(1)), price: decimalSchema }),
      ),
      v.maxLength(500),
    ),
  ),
  createdAt: secondsSchema,
  expiresAt: secondsSchema,
  accepts: v.pipe(v.array(ocidSchema), v.minLength(1), v.maxLength(50)),
  memo: v.optional(v.string()),
});
export type Order = v.InferOutput<typeof orderSchema>;

const endSchema = v.object({ ocid: ocidSchema, reference: v.optional(v.string()) });

export const proofSchema = v.object({
  txid: text(200),
  issuer: ocidSchema,
  from: endSchema,
  to: endSchema,
  amount: decimalSchema,
  currency: currencySchema,
  timestamp: secondsSchema,
  memo: v.optional(v.string()),
});
export type Proof = v.InferOutput<typeof proofSchema>;

/** A proof with its issuer's signature; `proof` stays as it came. */
export const signedProofSchema = v.object({ proof: v.unknown(), signature: signatureSchema });
export interface SignedProof {
  readonly proof: unknown;
  readonly signature: string;
}

/** An order with its merchant's signature; `order` stays as it came. */
export const signedOrderSchema = v.object({ order: v.unknown(), signature: signatureSchema });
export interface SignedOrder {
  readonly order: unknown;
  readonly signature: string;
}

export const transferSchema = v.object({
  from: endSchema,
  to: v.object({ ocid: ocidSchema, reference: text(200) }),
  amount: decimalSchema,
  currency: currencySchema,
  memo: v.optional(v.string()),
});
export type Transfer = v.InferOutput<typeof transferSchema>;

/** Reads what a caller sent; throws `INVALID_REQUEST` for anything else. */
export function parsed<Schema extends v.GenericSchema<unknown, unknown>>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new OpenChargeError('INVALID_REQUEST', `${v.getDotPath(issue) ?? 'the body'}: ${issue.message}`);
}

/** The JSON of a request's body. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw new OpenChargeError('INVALID_REQUEST', `not JSON: ${String(error)}`);
  }
}

/** The time as the protocol counts it. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}
