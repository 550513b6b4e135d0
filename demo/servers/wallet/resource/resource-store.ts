import * as v from 'valibot';
import { amountSchema } from '../../../money/amount.ts';
import { Collection } from '../../../storage/collection.ts';
import type { Database } from '../../../storage/database.ts';

const units = v.pipe(v.string(), v.regex(/^\d+$/));
const metadata = v.optional(v.record(v.string(), v.unknown()));

export const incomingPaymentRecordSchema = v.object({
  id: v.string(),
  user: v.string(),
  client: v.string(),
  incomingAmount: v.optional(amountSchema),
  /** In the account's smallest units. */
  received: units,
  /** True if it is full, or its client expects no more money. */
  completed: v.boolean(),
  expiresAt: v.number(),
  metadata,
  createdAt: v.number(),
});
export type IncomingPaymentRecord = v.InferOutput<typeof incomingPaymentRecordSchema>;

export const quoteRecordSchema = v.object({
  id: v.string(),
  user: v.string(),
  client: v.string(),
  receiver: v.string(),
  debitAmount: amountSchema,
  receiveAmount: amountSchema,
  /** The sent part of the debit; the rest is the fee. */
  send: units,
  expiresAt: v.number(),
  createdAt: v.number(),
});
export type QuoteRecord = v.InferOutput<typeof quoteRecordSchema>;

/** The stored fields of every payment; its receiver is an incoming payment or an invoice. */
export const paymentRecordEntries = {
  id: v.string(),
  user: v.string(),
  client: v.string(),
  grantId: v.string(),
  receiver: v.string(),
  debitAmount: amountSchema,
  receiveAmount: amountSchema,
  send: units,
  /** How much of `send` was sent, and what it delivered. */
  sent: units,
  delivered: units,
  /** `unfunded` has no reservation and will fail; for `sending` the debit is reserved. */
  state: v.picklist(['unfunded', 'sending', 'completed', 'failed']),
  createdAt: v.number(),
};
const paymentRecordSchema = v.object(paymentRecordEntries);
export type PaymentRecord = v.InferOutput<typeof paymentRecordSchema>;

export const outgoingPaymentRecordSchema = v.object({ ...paymentRecordEntries, metadata });
export type OutgoingPaymentRecord = v.InferOutput<typeof outgoingPaymentRecordSchema>;

/** The resources of one wallet, listed by account. */
export class ResourceStore {
  readonly incomingPayments: Collection<typeof incomingPaymentRecordSchema>;
  readonly quotes: Collection<typeof quoteRecordSchema>;
  readonly outgoingPayments: Collection<typeof outgoingPaymentRecordSchema>;

  constructor(db: Database, wallet: string) {
    this.incomingPayments = new Collection(db, `${wallet}/incoming-payments`, incomingPaymentRecordSchema);
    this.quotes = new Collection(db, `${wallet}/quotes`, quoteRecordSchema);
    this.outgoingPayments = new Collection(db, `${wallet}/outgoing-payments`, outgoingPaymentRecordSchema);
  }

  saveIncomingPayment(payment: IncomingPaymentRecord): void {
    this.incomingPayments.put(payment.id, payment.user, payment);
  }

  saveQuote(quote: QuoteRecord): void {
    this.quotes.put(quote.id, quote.user, quote);
  }

  saveOutgoingPayment(payment: OutgoingPaymentRecord): void {
    this.outgoingPayments.put(payment.id, payment.user, payment);
  }

  paymentsUnderGrant(user: string, grantId: string): OutgoingPaymentRecord[] {
    return this.outgoingPayments.list(user).filter((payment) => payment.grantId === grantId);
  }
}
