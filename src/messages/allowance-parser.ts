import * as v from 'valibot';
import { assertionSchema } from './passkey.ts';

const id = v.pipe(v.string(), v.maxLength(64));
/** The user's input for an amount. The worker parses it with the wallet's asset. */
const typed = v.pipe(v.string(), v.maxLength(64));

const terms = {
  ticket: id,
  limit: typed,
  period: v.picklist(['day', 'week', 'month']),
  cap: typed,
  assertion: v.exactOptional(assertionSchema),
};
const walletId = v.pipe(v.string(), v.maxLength(2048));

/** The commands about allowances, for the parser of the options page's commands. */
export const allowanceCommands = [
  v.object({ type: v.literal('give-allowance'), walletId, ...terms }),
  v.object({ type: v.literal('change-allowance'), walletId, allowanceId: id, ...terms }),
  v.object({ type: v.literal('revoke-allowance'), allowanceId: id }),
  v.object({ type: v.literal('show-allowance'), allowanceId: id }),
] as const;
