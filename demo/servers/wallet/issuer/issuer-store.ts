import * as v from 'valibot';
import { Collection } from '../../../storage/collection.ts';
import type { Database } from '../../../storage/database.ts';
import { paymentRecordEntries, quoteRecordSchema, type QuoteRecord } from '../resource/resource-store.ts';

/** A payment of an invoice; its id is that of its quote. */
const invoicePaymentRecordSchema = v.object({
  ...paymentRecordEntries,
  /** Error code if it is not completed. */
  error: v.optional(v.string()),
});
export type InvoicePaymentRecord = v.InferOutput<typeof invoicePaymentRecordSchema>;

/** The request for which an `Idempotency-Key` was used. */
const usedKeySchema = v.object({ digest: v.string(), payment: v.string() });
export type UsedKey = v.InferOutput<typeof usedKeySchema>;

/** The owner of a key: two clients or accounts may use the same key. */
export interface KeyOwner {
  readonly client: string;
  readonly user: string;
}

/** Quotes and payments of invoices, for one wallet. */
export class IssuerStore {
  readonly #quotes: Collection<typeof quoteRecordSchema>;
  readonly #payments: Collection<typeof invoicePaymentRecordSchema>;
  readonly #keys: Collection<typeof usedKeySchema>;

  constructor(db: Database, wallet: string) {
    this.#quotes = new Collection(db, `${wallet}/invoice-quotes`, quoteRecordSchema);
    this.#payments = new Collection(db, `${wallet}/invoice-payments`, invoicePaymentRecordSchema);
    this.#keys = new Collection(db, `${wallet}/invoice-payment-keys`, usedKeySchema);
  }

  quote(id: string): QuoteRecord | undefined {
    return this.#quotes.get(id);
  }

  saveQuote(quote: QuoteRecord): void {
    this.#quotes.put(quote.id, quote.user, quote);
  }

  payment(id: string): InvoicePaymentRecord | undefined {
    return this.#payments.get(id);
  }

  payments(): InvoicePaymentRecord[] {
    return this.#payments.list();
  }

  paymentsUnderGrant(user: string, grantId: string): InvoicePaymentRecord[] {
    return this.#payments.list(user).filter((payment) => payment.grantId === grantId);
  }

  savePayment(payment: InvoicePaymentRecord): void {
    this.#payments.put(payment.id, payment.user, payment);
  }

  usedKey(owner: KeyOwner, key: string): UsedKey | undefined {
    return this.#keys.get(idOf(owner, key));
  }

  useKey(owner: KeyOwner, key: string, used: UsedKey): void {
    this.#keys.put(idOf(owner, key), owner.user, used);
  }
}

function idOf({ client, user }: KeyOwner, key: string): string {
  return JSON.stringify([client, user, key]);
}
