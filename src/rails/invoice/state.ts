import * as v from 'valibot';
import { TenderError } from '../../model/errors.ts';
import type { RailState } from '../../model/rail.ts';
import { grant } from '../gnap/grant-state.ts';

/**
 * A push of ours, from before its first packet: amounts count smallest units, `sent` in the uplink's asset, `delivered` in the payee's.
 * Both are what fulfilled packets proved so far; more may have arrived.
 */
const push = v.object({
  sent: v.bigint(),
  delivered: v.bigint(),
  /** Set when no more packets are prepared; absent while they are, or when that ended with the worker. */
  ended: v.exactOptional(v.picklist(['complete', 'partial', 'uncertain'])),
  /** From then on no packet of ours can be fulfilled any more, in milliseconds since the epoch. Absent while packets are prepared. */
  quietAt: v.exactOptional(v.number()),
});
export type Push = v.InferOutput<typeof push>;

/**
 * What the rail keeps for one payment; each step writes its own key only. Secret: `grant`. Loggable: the rest. Payment credentials of an
 * invoice are never part of it.
 */
const state = v.object({
  /** The right to pay at the wallet's issuer. */
  grant: v.exactOptional(grant),
  /** URL of the issuer's payment, once it has named it. */
  issued: v.exactOptional(v.string()),
  push: v.exactOptional(push),
  /** When it was first read that the invoice is paid, in milliseconds since the epoch: from then on the issuer is given time to say how. */
  paidSince: v.exactOptional(v.number()),
});
export type State = v.InferOutput<typeof state>;

/** Reads what the journal kept. @throws {TenderError} `internal` for what this rail did not write. */
export function readState(stored: RailState): State {
  const parsed = v.safeParse(state, stored);
  if (parsed.success) return parsed.output;
  throw new TenderError('internal', { params: { what: `state: ${v.getDotPath(parsed.issues[0]) ?? ''}` } });
}

/** How much of a push is known to have arrived, in the payee's smallest units. Nothing where no push is under way. */
export function deliveredSoFar(stored: RailState | undefined): bigint | undefined {
  const parsed = v.safeParse(state, stored);
  return parsed.success ? parsed.output.push?.delivered : undefined;
}
