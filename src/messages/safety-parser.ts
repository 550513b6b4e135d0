import * as v from 'valibot';
import { messageParser } from './message-parser.ts';
import { assertionSchema, registrationSchema } from './passkey.ts';
import type { SafetyCommand } from './safety.ts';

const ticket = v.pipe(v.string(), v.maxLength(64));
const typed = v.pipe(v.string(), v.maxLength(100));
const limits = v.object({
  currency: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,12}$/)),
  perPayment: typed,
  perSiteDay: typed,
  passkeyAbove: typed,
});
const minutes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(24 * 60));

const command = v.variant('type', [
  v.object({
    type: v.literal('save'),
    ticket,
    limits: v.pipe(v.array(limits), v.maxLength(100)),
    lockAfter: v.nullable(minutes),
    assertion: v.exactOptional(assertionSchema),
  }),
  v.object({ type: v.literal('add-passkey'), ticket, registration: registrationSchema }),
  v.object({ type: v.literal('remove-passkey'), ticket, assertion: assertionSchema }),
]);

/** Parses a command of the section "Safety"; undefined if it is invalid. Only the options page may send it. */
export const parseSafetyCommand = messageParser<SafetyCommand>()(command);
