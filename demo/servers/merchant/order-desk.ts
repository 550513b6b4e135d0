import * as v from 'valibot';
import type { RawRequest } from '../../http/raw-request.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';
import type { Directory } from '../../opencharge/directory.ts';
import { MERCHANT_GATEWAY, type Party } from '../../opencharge/parties.ts';
import { callParty } from '../../opencharge/signed-request.ts';
import type { Order, SignedOrder } from '../../opencharge/wire.ts';
import type { WorldParts } from '../server.ts';
import { signOrder } from './make-order.ts';
import type { MerchantOrders, OrderRecord } from './merchant-orders.ts';

const openedSchema = v.object({ redirect_url: v.string(), session_id: v.string(), expires_at: v.number() });

export interface OrderDeskParts {
  readonly world: WorldParts & { readonly fetch: WorldFetch };
  readonly party: Party;
  readonly directory: Directory;
  readonly orders: MerchantOrders;
}

/** What a page or a test gets of an opened checkout. */
export interface OpenedCheckout extends SignedOrder {
  readonly orderId: string;
  readonly merchantOcid: string;
  readonly checkoutUrl: string;
  readonly sessionId: string;
}

/** Signs orders and has the merchant's gateway open checkouts for them. */
export class OrderDesk {
  readonly #parts: OrderDeskParts;

  constructor(parts: OrderDeskParts) {
    this.#parts = parts;
  }

  /** Signs an order and opens its checkout. Throws `CallFailed` where a gateway refuses it. */
  async open(order: Order, raw?: RawRequest): Promise<OpenedCheckout> {
    const { party, world, orders } = this.#parts;
    const signed = signOrder(order, party, world.faults, raw);
    const record: OrderRecord = { id: order.id, ...signed, status: 'waiting' };
    orders.save(record);
    return this.reopen(record);
  }

  /** Asks for the checkout of an order that is signed already. */
  async reopen({ id, order, signature }: OrderRecord): Promise<OpenedCheckout> {
    const { party, world, directory, orders } = this.#parts;
    const gateway = await directory.lookUp(MERCHANT_GATEWAY);
    const page = (name: string) => `${party.origin}/checkout/${name}?order=${encodeURIComponent(id)}`;
    const message = {
      order,
      signature,
      urls: { order: [`${party.origin}/orders/${id}`], completed: page('success'), cancelled: page('cancel') },
    };
    const opened = await callParty({ fetch: world.fetch, party }, `${gateway.endpoint}/orders/checkout`, message, openedSchema);
    const checkout = { checkoutUrl: opened.redirect_url, sessionId: opened.session_id };
    // The order may have been paid meanwhile.
    const current = orders.get(id);
    if (current) orders.save({ ...current, ...checkout });
    return { order, signature, orderId: id, merchantOcid: party.ocid, ...checkout };
  }
}
