import * as v from 'valibot';
import { Collection } from '../../storage/collection.ts';
import type { Database } from '../../storage/database.ts';

const orderRecordSchema = v.object({
  id: v.string(),
  order: v.unknown(),
  signature: v.string(),
  status: v.picklist(['waiting', 'paid']),
  checkoutUrl: v.optional(v.string()),
  sessionId: v.optional(v.string()),
  /** The transaction that paid it, by a verified proof. */
  txid: v.optional(v.string()),
});
export type OrderRecord = v.InferOutput<typeof orderRecordSchema>;

/** The merchant's orders, and which transaction paid which. */
export class MerchantOrders {
  readonly #orders: Collection<typeof orderRecordSchema>;
  readonly #transactions: Collection<v.StringSchema<undefined>>;

  constructor(db: Database) {
    this.#orders = new Collection(db, 'merchant/orders', orderRecordSchema);
    this.#transactions = new Collection(db, 'merchant/transactions', v.string());
  }

  get(id: string): OrderRecord | undefined {
    return this.#orders.get(id);
  }

  list(): OrderRecord[] {
    return this.#orders.list();
  }

  save(order: OrderRecord): void {
    this.#orders.put(order.id, '', order);
  }

  /** The order that a transaction paid. */
  paidBy(txid: string): string | undefined {
    return this.#transactions.get(txid);
  }

  markPaid(order: OrderRecord, txid: string): void {
    this.#transactions.put(txid, '', order.id);
    this.save({ ...order, status: 'paid', txid });
  }
}
