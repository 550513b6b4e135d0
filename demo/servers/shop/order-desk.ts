import type { Database } from '../../storage/database.ts';
import { openCheckout, type Checkout } from './checkout.ts';
import { OrderStore, type Order } from './orders.ts';
import { productById } from './products.ts';
import { totalOf, type Product } from './product.ts';
import { addressOf } from './till.ts';
import type { Tills } from './tills.ts';

/** An order and its product. */
export interface KnownOrder {
  readonly order: Order;
  readonly product: Product;
}

/** Creates the shop's orders and checks which are paid. */
export class OrderDesk {
  readonly #orders: OrderStore;
  readonly #tills: Tills;

  constructor(db: Database, tills: Tills) {
    this.#orders = new OrderStore(db);
    this.#tills = tills;
  }

  async open(product: Product): Promise<Checkout> {
    const checkout = await openCheckout(product, this.#tills.of(product), this.#tills.walletAddressOf(product));
    this.#orders.save(checkout.order);
    return checkout;
  }

  find(orderId: string): KnownOrder | undefined {
    const order = this.#orders.get(orderId);
    const product = order && productById(order.productId);
    return order && product ? { order, product } : undefined;
  }

  /** Reads the order's state from the shop's own bank and stores it. */
  async check({ order, product }: KnownOrder): Promise<Order> {
    if (order.status === 'paid') return order;
    const takings = await this.#tills.of(product).takings(order, product);
    // A webhook may have arrived meanwhile.
    const current = this.#orders.get(order.id) ?? order;
    if (!takings || current.status === 'paid') return current;
    const known: Order = { ...current, status: takings.isFull ? 'paid' : 'waiting', received: takings.received.toString() };
    this.#orders.save(known);
    return known;
  }

  /** Handles the acquirer's message that an invoice is paid: the order is paid if the amount is its price. */
  recordPaidInvoice(invoice: string, received: bigint): void {
    const order = this.#orders.byInvoice(invoice);
    const product = order && productById(order.productId);
    if (!order || !product) return;
    const status = received >= totalOf(product) ? 'paid' : 'waiting';
    this.#orders.save({ ...order, status, received: received.toString() });
  }

  /** A page names a payment for an order. It must be at the shop's own wallet and must not pay for another order. */
  async claim({ order, product }: KnownOrder, incomingPayment: string): Promise<boolean> {
    const isOurs = await this.#tills.cashierOf(product)?.mayRead(incomingPayment);
    if (!isOurs || addressOf(order) !== undefined || this.#orders.isClaimed(incomingPayment)) return false;
    this.#orders.save({ ...order, incomingPayment });
    return true;
  }
}
