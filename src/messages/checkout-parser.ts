import * as v from 'valibot';
import { messageParser } from './message-parser.ts';
import type { CheckoutRequest } from './checkout.ts';
import { METHOD_TOKEN, METHOD_URL } from './checkout.ts';

/** Longer texts are truncated here, before anything is stored; for display they are truncated further. */
const LABEL_LENGTH = 1000;
const ITEMS = 200;

const amount = v.object({
  currency: v.pipe(v.string(), v.regex(/^[A-Za-z]{3}$/), v.toUpperCase()),
  value: v.pipe(v.string(), v.maxLength(400), v.regex(/^-?[0-9]+(?:\.[0-9]+)?$/)),
});

const item = v.object({
  label: v.pipe(
    v.string(),
    v.transform((label) => label.slice(0, LABEL_LENGTH)),
  ),
  amount,
  pending: v.exactOptional(v.boolean()),
});

const details = v.object({
  total: amount,
  items: v.pipe(
    v.array(v.unknown()),
    v.transform((items) => items.slice(0, ITEMS)),
    v.array(item),
  ),
});

const request = v.variant('type', [
  v.object({
    type: v.literal('show'),
    requestId: v.pipe(v.string(), v.maxLength(1024)),
    methodName: v.pipe(v.string(), v.values([METHOD_TOKEN, METHOD_URL])),
    data: v.unknown(),
    details,
    pending: v.boolean(),
    others: v.exactOptional(v.literal(true)),
    again: v.exactOptional(v.literal(true)),
  }),
  v.object({ type: v.literal('update'), details }),
  v.object({ type: v.literal('others') }),
  v.object({ type: v.literal('abort') }),
  v.object({ type: v.literal('blocked') }),
  v.object({ type: v.literal('complete'), result: v.picklist(['success', 'fail', 'unknown']) }),
]);

/** Parses a message of a page; undefined if it is invalid. Only content scripts in tabs may send it. */
export const parseCheckoutRequest = messageParser<CheckoutRequest>()(request);
