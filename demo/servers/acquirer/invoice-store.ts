import * as v from 'valibot';
import { Collection } from '../../storage/collection.ts';
import type { Database } from '../../storage/database.ts';

const units = v.pipe(v.string(), v.regex(/^\d+$/));

/** The ways in which the three generations of the protocol publish payment details. */
export const dialects = ['plain', 'options', 'content'] as const;

/** Wrong behaviour of an invoice, for tests. */
const misbehaviourEntries = {
  /** The only way in which it publishes payment details; all ways by default. */
  dialect: v.optional(v.picklist(dialects)),
  /** Another subject than the real one. */
  subject: v.optional(v.string()),
  /** Redirects readers to this URL. */
  redirect: v.optional(v.string()),
  /** Replaces the valid payment details. */
  destinationAddress: v.optional(v.string()),
  sharedSecret: v.optional(v.string()),
  /** Milliseconds that each packet takes. */
  packetDelayMs: v.optional(v.number()),
};

const misbehaviourSchema = v.object(misbehaviourEntries);
export type Misbehaviour = v.InferOutput<typeof misbehaviourSchema>;

const invoiceRecordSchema = v.object({
  id: v.string(),
  /** The merchant's user name. */
  account: v.string(),
  amount: units,
  received: units,
  description: v.optional(v.string()),
  expiresAt: v.optional(v.number()),
  createdAt: v.number(),
  ...misbehaviourEntries,
});
export type InvoiceRecord = v.InferOutput<typeof invoiceRecordSchema>;

/** The request for which an `Idempotency-Key` was used. */
const usedKeySchema = v.object({ digest: v.string(), invoice: v.string() });

export type InvoiceStatus = 'pending' | 'paid' | 'expired';

/** The acquirer's invoices, listed by their merchant's user name. */
export class InvoiceStore {
  readonly #invoices: Collection<typeof invoiceRecordSchema>;
  readonly #keys: Collection<typeof usedKeySchema>;

  constructor(db: Database) {
    this.#invoices = new Collection(db, 'acquirer/invoices', invoiceRecordSchema);
    this.#keys = new Collection(db, 'acquirer/idempotency-keys', usedKeySchema);
  }

  get(id: string): InvoiceRecord | undefined {
    return this.#invoices.get(id);
  }

  save(invoice: InvoiceRecord): void {
    this.#invoices.put(invoice.id, invoice.account, invoice);
  }

  usedKey(account: string, key: string): v.InferOutput<typeof usedKeySchema> | undefined {
    return this.#keys.get(`${account}#${key}`);
  }

  useKey(account: string, key: string, used: v.InferOutput<typeof usedKeySchema>): void {
    this.#keys.put(`${account}#${key}`, account, used);
  }
}

/** The remaining amount, in the asset's smallest units. */
export function dueOf({ amount, received }: InvoiceRecord): bigint {
  return BigInt(amount) - BigInt(received);
}

export function statusOf(invoice: InvoiceRecord, now = Date.now()): InvoiceStatus {
  if (dueOf(invoice) <= 0n) return 'paid';
  return invoice.expiresAt !== undefined && invoice.expiresAt <= now ? 'expired' : 'pending';
}
