import * as v from 'valibot';
import { messageParser } from './message-parser.ts';
import { disclosureSchema } from './permission.ts';
import type { PrivacyCommand } from './privacy.ts';

const command = v.variant('type', [
  v.object({ type: v.literal('ask-before-contact'), isOn: v.boolean() }),
  v.object({ type: v.literal('forget'), disclosure: disclosureSchema }),
]);

/** A command of the part "Privacy", or nothing for what is none. May be sent by the options page only. */
export const parsePrivacyCommand = messageParser<PrivacyCommand>()(command);
