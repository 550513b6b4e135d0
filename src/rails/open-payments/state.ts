import * as v from 'valibot';
import { TenderError } from '../../model/errors.ts';
import type { RailState } from '../../model/rail.ts';
import { continuation, grant, token } from '../gnap/grant-state.ts';

/**
 * The rail's state of one payment. The journal merges saved states by their top-level keys, so each step writes only its own key. Secret:
 * `receiver`, `grant`. Loggable: the rest.
 */

const text = v.string();

/** Who signed the grant request at the payee's wallet. */
const signer = v.variant('by', [
  v.object({ by: v.literal('throwaway'), keyId: text, privateKey: v.instance(CryptoKey) }),
  v.object({ by: v.literal('wallet'), walletId: text }),
]);
export type Signer = v.InferOutput<typeof signer>;

/** The grant to read (and, if we created it, to create) incoming payments at the payee's wallet. */
const receiver = v.object({
  authServer: text,
  token,
  continuation: v.exactOptional(continuation),
  signer,
});
export type Receiver = v.InferOutput<typeof receiver>;

const state = v.object({
  receiver: v.exactOptional(receiver),
  /** URL of the incoming payment that we created for a shop that gave only its wallet address. */
  incomingPayment: v.exactOptional(text),
  grant: v.exactOptional(grant),
  /** Id of the allowance whose grant pays. Null after its grant was refused and the payment needs a grant of its own. */
  allowance: v.exactOptional(v.nullable(text)),
  /** The wallet refused the quote of a repeated request: the first request may have used it. */
  refusedRepeat: v.exactOptional(v.boolean()),
  /** When the due amount was first seen at the payee, in milliseconds since the epoch. The payer's wallet gets some time from then on. */
  paidSince: v.exactOptional(v.number()),
  /** URL of the outgoing payment, after the wallet has named it. */
  outgoing: v.exactOptional(text),
});
export type State = v.InferOutput<typeof state>;

/** Parses the stored state. @throws {TenderError} `internal` if it is not a state of this rail. */
export function readState(stored: RailState): State {
  const parsed = v.safeParse(state, stored);
  if (parsed.success) return parsed.output;
  throw new TenderError('internal', { params: { what: `state: ${v.getDotPath(parsed.issues[0]) ?? ''}` } });
}
