import * as v from 'valibot';
import { digestOf } from '../../opencharge/canonical-json.ts';
import { OpenChargeError } from '../../opencharge/error.ts';
import { orderSchema, signatureSchema, type Order, type SignedOrder } from '../../opencharge/wire.ts';
import { Collection } from '../../storage/collection.ts';
import type { Database } from '../../storage/database.ts';

const orderRecordSchema = v.object({
  order: v.unknown(),
  signature: signatureSchema,
  merchant: v.string(),
  /** The transaction that paid it. */
  txid: v.optional(v.string()),
});
type OrderRecord = v.InferOutput<typeof orderRecordSchema>;

/** An order that the gateway handed on, and whether it is paid. */
export interface KnownOrder {
  readonly key: string;
  readonly merchant: string;
  readonly order: Order;
  readonly txid: string | undefined;
}

/** The orders for which the gateway opened checkouts. */
export class GatewayOrders {
  readonly #orders: Collection<typeof orderRecordSchema>;

  constructor(db: Database) {
    this.#orders = new Collection(db, 'merchant-gateway/orders', orderRecordSchema);
  }

  /** Keeps an order; another order under the same id is refused. */
  keep(merchant: string, id: string, { order, signature }: SignedOrder): void {
    const key = keyOf(merchant, id);
    const kept = this.#orders.get(key);
    if (kept && digestOf(kept.order) !== digestOf(order)) throw new OpenChargeError('INVALID_STATE', 'there is another order of this id');
    if (!kept) this.#orders.put(key, merchant, { order, signature, merchant });
  }

  find(merchant: string, id: string | undefined): KnownOrder {
    const kept = id === undefined ? undefined : this.#orders.get(keyOf(merchant, id));
    if (!kept || id === undefined) throw new OpenChargeError('ORDER_NOT_FOUND', 'no such order came through here');
    return { key: keyOf(merchant, id), merchant, order: readOrder(kept), txid: kept.txid };
  }

  /** The order that a payment gateway sends along with a payment: exactly the one that went through here. */
  same(merchant: string, id: string, sent: unknown): KnownOrder {
    const known = this.find(merchant, id);
    const kept = this.#orders.get(known.key);
    if (digestOf(kept?.order) !== digestOf(sent))
      throw new OpenChargeError('ORDER_NOT_FOUND', 'the order is another than came through here');
    return known;
  }

  markPaid({ key }: KnownOrder, txid: string): void {
    const kept = this.#orders.get(key);
    if (kept) this.#orders.put(key, kept.merchant, { ...kept, txid });
  }
}

function keyOf(merchant: string, id: string): string {
  return `${merchant}#${id}`;
}

function readOrder({ order }: OrderRecord): Order {
  return v.parse(orderSchema, order);
}
