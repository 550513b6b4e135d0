import * as v from 'valibot';
import { messageParser } from './message-parser.ts';
import { allowanceCommands } from './allowance-parser.ts';
import type { OptionsCommand } from './options.ts';

const walletId = v.pipe(v.string(), v.maxLength(2048));

const command = v.variant('type', [
  v.object({ type: v.literal('link'), ticket: v.pipe(v.string(), v.maxLength(64)), address: v.pipe(v.string(), v.maxLength(2048)) }),
  v.object({
    type: v.literal('link-account'),
    ticket: v.pipe(v.string(), v.maxLength(64)),
    url: v.pipe(v.string(), v.maxLength(2048)),
    name: v.pipe(v.string(), v.maxLength(200)),
    secret: v.pipe(v.string(), v.minLength(1), v.maxLength(2048)),
  }),
  v.object({ type: v.literal('unlink-account'), accountId: walletId }),
  v.object({ type: v.literal('make-default'), walletId }),
  v.object({ type: v.literal('unlink'), walletId }),
  v.object({ type: v.literal('replace-key'), walletId }),
  v.object({ type: v.literal('practice') }),
  v.object({ type: v.literal('check-key'), walletId }),
  ...allowanceCommands,
]);

/** Parses a command of the options page; undefined if it is invalid. Only the options page may send it. */
export const parseOptionsCommand = messageParser<OptionsCommand>()(command);
