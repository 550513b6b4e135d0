import * as v from 'valibot';

const OCID = /^(?:0|[1-9]\d{0,77})$/;

/** An OCID, the number of a token: older senders write it as a number. */
export const ocid = v.pipe(
  v.union([
    v.string(),
    v.pipe(
      v.number(),
      v.safeInteger(),
      v.transform((value) => String(value)),
    ),
  ]),
  v.regex(OCID),
);

/** Seconds since the epoch. */
export const seconds = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(99_999_999_999));

/** `USD`, or the code of a token such as `USDT`. */
export const currency = v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9]{2,11}$/));

/** A sum as it is signed: decimal text, no sign, no exponent. */
export const decimal = v.pipe(v.string(), v.maxLength(40), v.regex(/^\d+(?:\.\d+)?$/));

/** More decimals than any sum has that `decimal` takes: two sums in one unit can be compared. */
const FINEST_SCALE = 40;

/** A sum in units so small that every decimal of the protocol is a whole number of them. */
export function exactly(value: string): bigint {
  const [whole = '0', fraction = ''] = value.split('.');
  return BigInt(whole + fraction.padEnd(FINEST_SCALE, '0'));
}

/** An object as it was sent, with each of its fields: what is signed is all of it. */
export const wholeObject = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
