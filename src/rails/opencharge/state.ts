import * as v from 'valibot';
import { TenderError } from '../../model/errors.ts';
import type { RailState } from '../../model/rail.ts';

const amount = v.object({ value: v.bigint(), assetCode: v.string(), assetScale: v.number() });

/** What was verified of an order, and where its payment is proven. */
const session = v.object({
  /** At the payment gateway. */
  url: v.string(),
  /** The key with which the merchant signed, and its registered name. */
  merchant: v.object({ id: v.string(), name: v.string(), publicKey: v.string() }),
  /** To whom a proof may say that the money went: the merchant, or the gateway that works for it. */
  recipients: v.array(v.string()),
  /** Milliseconds since the epoch. */
  expiresAt: v.number(),
});
export type SessionFacts = v.InferOutput<typeof session>;

/** The outcome of the payment to the gateway, from when it was completed: from then on only the proof is missing. */
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
 * What this rail keeps for one payment beside what the rail keeps that pays the gateway; the names are not that rail's. No secret is part
 * of it.
 */
const state = v.object({
  session: v.exactOptional(session),
  paid: v.exactOptional(paid),
  /** When that was read, in milliseconds since the epoch. */
  paidAt: v.exactOptional(v.number()),
  evidence: v.exactOptional(v.array(evidence)),
});
export type State = v.InferOutput<typeof state>;

/** Reads what the journal kept. @throws {TenderError} `internal` for what this rail did not write. */
export function readState(stored: RailState): State {
  const parsed = v.safeParse(state, stored);
  if (parsed.success) return parsed.output;
  throw new TenderError('internal', { params: { what: `state: ${v.getDotPath(parsed.issues[0]) ?? ''}` } });
}
