import * as v from 'valibot';
import type { Order } from './orders.ts';
import type { Product } from './product.ts';

/** What the payer is asked to pay: the order's own fields of the same names. */
export type Payable = Pick<Order, 'incomingPayment' | 'invoice'>;

/** What came in for an order. */
export interface Takings {
  /** In the product's smallest units. */
  readonly received: bigint;
  readonly isFull: boolean;
}

/** One of the shop's ways to be paid. */
export interface Till {
  /** Asks the shop's bank for the price of a product; nothing where the product's oddity wants it so. */
  open(product: Product, orderId: string): Promise<Payable>;
  /** Looks at the shop's own bank; undefined while there is nothing to look at. */
  takings(order: Order, product: Product): Promise<Takings | undefined>;
}

/** An amount as the acquirer writes it: a number, or a string where numbers are not exact. */
export const unitsSchema = v.pipe(
  v.union([v.pipe(v.number(), v.safeInteger()), v.pipe(v.string(), v.regex(/^\d+$/))]),
  v.transform((value) => BigInt(value)),
);

/** The address of what is to be paid. */
export function addressOf({ incomingPayment, invoice }: Payable): string | undefined {
  return invoice ?? incomingPayment;
}
