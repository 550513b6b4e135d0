import * as v from 'valibot';
import { Collection } from '../../storage/collection.ts';
import type { Database } from '../../storage/database.ts';

const orderSchema = v.object({
  id: v.string(),
  productId: v.string(),
  /** The order's incoming payment. A shop without a server gets it from the page. */
  incomingPayment: v.optional(v.string()),
  /** The order's invoice. */
  invoice: v.optional(v.string()),
  status: v.picklist(['waiting', 'paid']),
  received: v.optional(v.string()),
  createdAt: v.number(),
});

export type Order = v.InferOutput<typeof orderSchema>;

/** The shop's orders. An order is paid if the shop's wallet or acquirer says so, independently of the page. */
export class OrderStore {
  readonly #orders: Collection<typeof orderSchema>;

  constructor(db: Database) {
    this.#orders = new Collection(db, 'shop/orders', orderSchema);
  }

  get(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  /** Whether another order uses this incoming payment. */
  isClaimed(incomingPayment: string): boolean {
    return this.#orders.list().some((order) => order.incomingPayment === incomingPayment);
  }

  byInvoice(invoice: string): Order | undefined {
    return this.#orders.list().find((order) => order.invoice === invoice);
  }

  save(order: Order): void {
    this.#orders.put(order.id, '', order);
  }
}
