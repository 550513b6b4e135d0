import * as v from 'valibot';
import { messageParser } from './message-parser.ts';
import type { PagePayables } from './page-payables.ts';
import { FOUND, MAX_TEXT, MAX_PAYABLES } from './page-payables.ts';

const found = v.object({
  type: v.literal(FOUND),
  payables: v.pipe(
    v.array(v.object({ url: v.pipe(v.string(), v.maxLength(2048)), text: v.pipe(v.string(), v.maxLength(MAX_TEXT)) })),
    v.maxLength(MAX_PAYABLES),
  ),
  more: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
  isCheckout: v.exactOptional(v.literal(true)),
});

/** Parses a page's payables; undefined if they are invalid. Only the content script of a tab's top document may send them. */
export const parsePagePayables = messageParser<PagePayables>()(found);
