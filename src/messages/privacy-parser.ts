import * as v from 'valibot';
import { messageParser } from './message-parser.ts';
import { disclosureSchema } from './permission.ts';
import type { PrivacyCommand } from './privacy.ts';

const command = v.variant('type', [
  v.object({ type: v.literal('ask-before-contact'), isOn: v.boolean() }),
  v.object({ type: v.literal('forget'), disclosure: disclosureSchema }),
]);

/** Parses a command of the part "Privacy"; undefined if it is invalid. Only the options page may send it. */
export const parsePrivacyCommand = messageParser<PrivacyCommand>()(command);
