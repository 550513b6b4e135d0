import * as v from 'valibot';
import { fromWire } from '../../model/amount.ts';
import type { Amount } from '../../model/amount.ts';

/** Any text of at most 2,048 characters. */
export const shortText = v.pipe(v.string(), v.maxLength(2048));

/** A URL, kept as it was written: policy is applied where it is used. */
export const urlText = v.pipe(
  shortText,
  v.check((text) => URL.canParse(text)),
);

/** A token goes into a header: visible ASCII only. */
export const tokenText = v.pipe(v.string(), v.maxLength(4096), v.regex(/^[\x21-\x7e]+$/));

/** An amount on the wire, read into smallest units. */
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

/** A date and time of RFC 3339, read into milliseconds since the epoch. */
export const instant = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT/),
  v.transform((text) => Date.parse(text)),
  v.finite(),
);
