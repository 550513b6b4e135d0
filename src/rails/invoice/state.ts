import * as v from 'valibot';
import { TenderError } from '../../model/errors.ts';
import type { RailState } from '../../model/rail.ts';
import { grant } from '../gnap/grant-state.ts';

/**
 * The state of a push, written before its first packet. `sent` is in the smallest unit of the uplink's asset, `delivered` in that of the
 * payee's. Both count fulfilled packets; more may have arrived.
 */
const push = v.object({
  sent: v.bigint(),
  delivered: v.bigint(),
  /** Set when no more packets are prepared. Absent before that, and if the worker was stopped. */
  ended: v.exactOptional(v.picklist(['complete', 'partial', 'uncertain'])),
  /** The time from which none of our packets can be fulfilled, in milliseconds since the epoch. Absent while packets are prepared. */
  quietAt: v.exactOptional(v.number()),
});
export type Push = v.InferOutput<typeof push>;

/**
 * The rail's state of one payment. Each step writes only its own key. Secret: `grant`. Loggable: the rest. Never contains STREAM
 * credentials.
 */
const state = v.object({
  /** The grant at the wallet's issuer. */
  grant: v.exactOptional(grant),
  /** URL of the issuer's payment, after the issuer has named it. */
  issued: v.exactOptional(v.string()),
  push: v.exactOptional(push),
  /**
   * When the invoice was first seen paid, in milliseconds since the epoch. The issuer gets some time from then on to report its payment.
   */
  paidSince: v.exactOptional(v.number()),
});
export type State = v.InferOutput<typeof state>;

/** Parses the stored state. @throws {TenderError} `internal` if it is not a state of this rail. */
export function readState(stored: RailState): State {
  const parsed = v.safeParse(state, stored);
  if (parsed.success) return parsed.output;
  throw new TenderError('internal', { params: { what: `state: ${v.getDotPath(parsed.issues[0]) ?? ''}` } });
}

/** The amount of a push that has certainly arrived, in the payee's smallest unit. Undefined if there is no push. */
export function deliveredSoFar(stored: RailState | undefined): bigint | undefined {
  const parsed = v.safeParse(state, stored);
  return parsed.success ? parsed.output.push?.delivered : undefined;
}
