import * as v from 'valibot';
import { TenderError } from '../../model/errors.ts';
import type { RailState } from '../../model/rail.ts';

const amount = v.object({ value: v.bigint(), assetCode: v.string(), assetScale: v.number() });

/** Facts of a verified session that the proof needs. */
const session = v.object({
  /** The session's URL at the payment gateway. */
  url: v.string(),
  /** The merchant with the key that verified the order. */
  merchant: v.object({ id: v.string(), name: v.string(), publicKey: v.string() }),
  /** The OCIDs that a proof may name as payee: the merchant and its gateways. */
  recipients: v.array(v.string()),
  /** Milliseconds since the epoch. */
  expiresAt: v.number(),
});
export type SessionFacts = v.InferOutput<typeof session>;

/** The completed outcome of the payment to the gateway; from then on only the proof is missing. */
const paid = v.object({
  received: amount,
  debit: v.exactOptional(amount),
  isDebitMost: v.exactOptional(v.literal(true)),
  sent: v.exactOptional(amount),
  isSumOpen: v.exactOptional(v.literal(true)),
  reference: v.exactOptional(v.string()),
});
export type Paid = v.InferOutput<typeof paid>;

const evidence = v.object({
  kind: v.picklist(['signed-order', 'signed-proof']),
  format: v.literal('opencharge-0.1'),
  statement: v.string(),
  signature: v.string(),
  signer: v.object({ id: v.string(), name: v.string(), publicKey: v.string() }),
  reference: v.string(),
});

/**
 * The state of this rail, in the same object as the state of the Open Payments rail; the names must differ. Contains no secret.
 */
const state = v.object({
  session: v.exactOptional(session),
  paid: v.exactOptional(paid),
  /** When `paid` was read, in milliseconds since the epoch. */
  paidAt: v.exactOptional(v.number()),
  evidence: v.exactOptional(v.array(evidence)),
});
export type State = v.InferOutput<typeof state>;

/** Parses the stored state. @throws {TenderError} `internal` if this rail did not write it. */
export function readState(stored: RailState): State {
  const parsed = v.safeParse(state, stored);
  if (parsed.success) return parsed.output;
  throw new TenderError('internal', { params: { what: `state: ${v.getDotPath(parsed.issues[0]) ?? ''}` } });
}
