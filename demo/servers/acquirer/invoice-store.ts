import * as v from 'valibot';
import { Collection } from '../../storage/collection.ts';
import type { Database } from '../../storage/database.ts';

const units = v.pipe(v.string(), v.regex(/^\d+$/));

/** The ways in which the three generations of the protocol hand out payment details. */
export const dialects = ['plain', 'options', 'content'] as const;

/** How an invoice misbehaves, for tests. */
const misbehaviourEntries = {
  /** The only way in which it gives payment details; every one of them without it. */
  dialect: v.optional(v.picklist(dialects)),
  /** Another subject than its own. */
  subject: v.optional(v.string()),
  /** Where a reader is sent instead of being answered. */
  redirect: v.optional(v.string()),
  /** What is given out instead of good payment details. */
  destinationAddress: v.optional(v.string()),
  sharedSecret: v.optional(v.string()),
  /** How long each packet takes. */
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

/** What an `Idempotency-Key` was used for. */
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

/** What is still to come, in the asset's smallest units. */
export function dueOf({ amount, received }: InvoiceRecord): bigint {
  return BigInt(amount) - BigInt(received);
}

export function statusOf(invoice: InvoiceRecord, now = Date.now()): InvoiceStatus {
  if (dueOf(invoice) <= 0n) return 'paid';
  return invoice.expiresAt !== undefined && invoice.expiresAt <= now ? 'expired' : 'pending';
}
