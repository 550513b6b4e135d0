import * as v from 'valibot';
import type { Order } from './orders.ts';
import type { Product } from './product.ts';

/** What the payer has to pay: fields of the order. */
export type Payable = Pick<Order, 'incomingPayment' | 'invoice'>;

/** The received amount of an order. */
export interface Takings {
  /** In the product's smallest units. */
  readonly received: bigint;
  readonly isFull: boolean;
}

/** One of the shop's payment methods. */
export interface Till {
  /** Requests the payment of a product from the shop's bank; empty if the product's oddity says so. */
  open(product: Product, orderId: string): Promise<Payable>;
  /** Reads the received amount from the shop's own bank; undefined if there is nothing to read. */
  takings(order: Order, product: Product): Promise<Takings | undefined>;
}

/** An amount of the acquirer: a number, or a string beyond the safe integers. */
export const unitsSchema = v.pipe(
  v.union([v.pipe(v.number(), v.safeInteger()), v.pipe(v.string(), v.regex(/^\d+$/))]),
  v.transform((value) => BigInt(value)),
);

/** The URL of the payable. */
export function addressOf({ incomingPayment, invoice }: Payable): string | undefined {
  return invoice ?? incomingPayment;
}
