import * as v from 'valibot';
import { messageParser } from './message-parser.ts';
import type { HistoryCommand } from './history.ts';
import { assertionSchema } from './passkey.ts';

const id = v.pipe(v.string(), v.maxLength(64));
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const assertion = v.exactOptional(assertionSchema);

const command = v.variant('type', [
  v.object({ type: v.literal('more'), behind: v.object({ createdAt: time, id }) }),
  v.object({ type: v.literal('delete'), paymentId: id, assertion }),
  v.object({ type: v.literal('delete-before'), time, assertion }),
  v.object({ type: v.literal('report'), paymentId: id }),
  v.object({ type: v.literal('look'), paymentId: id }),
  v.object({ type: v.literal('stop-checking'), paymentId: id }),
]);

/** Parses a command of the history; undefined if it is invalid. Only the options page may send it. */
export const parseHistoryCommand = messageParser<HistoryCommand>()(command);
