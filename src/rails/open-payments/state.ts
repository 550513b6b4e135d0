import * as v from 'valibot';
import { TenderError } from '../../model/errors.ts';
import type { RailState } from '../../model/rail.ts';
import { continuation, grant, token } from '../gnap/grant-state.ts';

/**
 * What the rail keeps for one payment. The journal lays saved states over each other by their top-level keys, so each step writes its own
 * key only. Secret: `receiver`, `grant`. Loggable: the rest.
 */

const text = v.string();

/** Who signed for a grant at the payee's wallet. */
const signer = v.variant('by', [
  v.object({ by: v.literal('throwaway'), keyId: text, privateKey: v.instance(CryptoKey) }),
  v.object({ by: v.literal('wallet'), walletId: text }),
]);
export type Signer = v.InferOutput<typeof signer>;

/** The right to read (and, where we made it, to create) at the payee's wallet. */
const receiver = v.object({
  authServer: text,
  token,
  continuation: v.exactOptional(continuation),
  signer,
});
export type Receiver = v.InferOutput<typeof receiver>;

const state = v.object({
  receiver: v.exactOptional(receiver),
  /** The incoming payment that we made for a shop that named only its wallet address. */
  incomingPayment: v.exactOptional(text),
  grant: v.exactOptional(grant),
  /** The allowance whose grant pays, in place of one of the payment's own; null once its grant did not pay, and one of its own is to. */
  allowance: v.exactOptional(v.nullable(text)),
  /** The wallet refused the quote when it was sent again: it may have been used the first time. */
  refusedRepeat: v.exactOptional(v.boolean()),
  /** When it was first read that the payee has what was due, in milliseconds since the epoch: from then on the payer's wallet is given time. */
  paidSince: v.exactOptional(v.number()),
  /** URL of the outgoing payment, once its wallet has named it. */
  outgoing: v.exactOptional(text),
});
export type State = v.InferOutput<typeof state>;

/** Reads what the journal kept. @throws {TenderError} `internal` for what this rail did not write. */
export function readState(stored: RailState): State {
  const parsed = v.safeParse(state, stored);
  if (parsed.success) return parsed.output;
  throw new TenderError('internal', { params: { what: `state: ${v.getDotPath(parsed.issues[0]) ?? ''}` } });
}
