import * as v from 'valibot';
import { fromWire } from '../../model/amount.ts';
import type { Amount } from '../../model/amount.ts';

/** Any text of at most 2,048 characters. */
export const shortText = v.pipe(v.string(), v.maxLength(2048));

/** A URL as it was written. The URL policy is applied where it is used. */
export const urlText = v.pipe(
  shortText,
  v.check((text) => URL.canParse(text)),
);

/** An access token. Visible ASCII only, because it is sent in a header. */
export const tokenText = v.pipe(v.string(), v.maxLength(4096), v.regex(/^[\x21-\x7e]+$/));

/** An amount in a response, converted to a bigint of the asset's smallest unit. */
export const wireAmount = v.pipe(
  v.object({ value: v.string(), assetCode: v.string(), assetScale: v.number() }),
  v.rawTransform<{ value: string; assetCode: string; assetScale: number }, Amount>(({ dataset, addIssue, NEVER }) => {
    try {
      return fromWire(dataset.value);
    } catch {
      addIssue({ message: 'amount' });
      return NEVER;
    }
  }),
);

/** An RFC 3339 date and time, converted to milliseconds since the epoch. */
export const instant = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT/),
  v.transform((text) => Date.parse(text)),
  v.finite(),
);
