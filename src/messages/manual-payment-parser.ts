import * as v from 'valibot';
import { messageParser } from './message-parser.ts';
import { ENTRY_POINTS } from '../model/intent.ts';
import type { ManualPaymentCommand } from './manual-payment.ts';
import { MAX_CODES } from './manual-payment.ts';

const from = v.object({
  tabId: v.pipe(v.number(), v.integer()),
  origin: v.exactOptional(v.pipe(v.string(), v.maxLength(2048), v.regex(/^https?:\/\/[^/\s]+$/))),
});

const aboveZero = v.pipe(v.string(), v.maxLength(400), v.regex(/^(?=.*[1-9])[0-9]+(?:\.[0-9]+)?$/));

const ticket = v.pipe(v.string(), v.uuid());
// Longer texts of codes and the clipboard are refused with an explanation.
const text = v.pipe(v.string(), v.maxLength(10_000));

const pay = v.object({
  type: v.literal('pay'),
  ticket,
  via: v.picklist(ENTRY_POINTS),
  text,
  isCheckout: v.exactOptional(v.literal(true)),
  amount: v.exactOptional(v.object({ currency: v.pipe(v.string(), v.minLength(1), v.maxLength(12)), value: aboveZero })),
  from: v.exactOptional(from),
});

const scan = v.object({
  type: v.literal('scan'),
  ticket,
  texts: v.pipe(v.array(text), v.minLength(1), v.maxLength(MAX_CODES)),
  from: v.exactOptional(from),
});

const command = v.variant('type', [pay, scan]);

/** Parses a command; undefined if it is invalid. Only the sheet's page may send it. */
export const parseManualPaymentCommand = messageParser<ManualPaymentCommand>()(command);
