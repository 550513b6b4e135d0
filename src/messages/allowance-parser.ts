import * as v from 'valibot';
import { assertionSchema } from './passkey.ts';

const id = v.pipe(v.string(), v.maxLength(64));
/** An amount as people type it; what it says is read in the worker, against the wallet's asset. */
const typed = v.pipe(v.string(), v.maxLength(64));

const terms = {
  ticket: id,
  limit: typed,
  period: v.picklist(['day', 'week', 'month']),
  cap: typed,
  assertion: v.exactOptional(assertionSchema),
};
const walletId = v.pipe(v.string(), v.maxLength(2048));

/** The commands about allowances, for the options page's parser. */
export const allowanceCommands = [
  v.object({ type: v.literal('give-allowance'), walletId, ...terms }),
  v.object({ type: v.literal('change-allowance'), walletId, allowanceId: id, ...terms }),
  v.object({ type: v.literal('revoke-allowance'), allowanceId: id }),
  v.object({ type: v.literal('show-allowance'), allowanceId: id }),
] as const;
