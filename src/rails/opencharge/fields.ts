import * as v from 'valibot';

const OCID = /^(?:0|[1-9]\d{0,77})$/;

/** An OCID, which is a token id. Older senders write it as a JSON number. */
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

/** An amount in signed objects: a decimal string without sign or exponent. */
export const decimal = v.pipe(v.string(), v.maxLength(40), v.regex(/^\d+(?:\.\d+)?$/));

/** At least the number of decimals of any string that `decimal` accepts. */
const FINEST_SCALE = 40;

/** The exact value of a decimal string, in units of 10^-40. */
export function exactly(value: string): bigint {
  const [whole = '0', fraction = ''] = value.split('.');
  return BigInt(whole + fraction.padEnd(FINEST_SCALE, '0'));
}

/** An object with all of its fields, known or not: signatures cover all of them. */
export const wholeObject = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
