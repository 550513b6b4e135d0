import { MERCHANT_GATEWAY, PAYMENT_GATEWAY, SETTLEMENT_PROVIDER } from '../../opencharge/parties.ts';

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly quantity: number;
  /** Of one, as a decimal. */
  readonly price: string;
  /** Of all. */
  readonly amount: string;
  /** Whose proofs of payment the merchant accepts for it, the preferred one first: that decides how it is settled. */
  readonly accepts: readonly string[];
}

/** What the merchant sells: one thing for each way to settle, one that cannot be settled, and one that costs little. */
export const products: readonly Product[] = [
  {
    id: 'product-a',
    name: 'Product A',
    description: 'Settled directly: the payment gateway keeps the money for the merchant gateway.',
    quantity: 1,
    price: '99.99',
    amount: '99.99',
    accepts: [PAYMENT_GATEWAY],
  },
  {
    id: 'product-b',
    name: 'Product B',
    description: 'Settled from the reserve that the payment gateway has at the merchant gateway.',
    quantity: 1,
    price: '49.50',
    amount: '49.50',
    accepts: [MERCHANT_GATEWAY, PAYMENT_GATEWAY],
  },
  {
    id: 'product-c',
    name: 'Product C',
    description: 'Settled through a third party at which both gateways have accounts.',
    quantity: 2,
    price: '12.00',
    amount: '24.00',
    accepts: [SETTLEMENT_PROVIDER, MERCHANT_GATEWAY, PAYMENT_GATEWAY],
  },
  {
    id: 'product-d',
    name: 'Product D',
    description: 'Cannot be paid: nobody has a way to settle with whom the merchant accepts.',
    quantity: 1,
    price: '5.00',
    amount: '5.00',
    accepts: ['101'],
  },
  {
    id: 'product-e',
    name: 'Product E',
    description: 'Costs little, for tests that buy often. Settled through a third party.',
    quantity: 1,
    price: '1.00',
    amount: '1.00',
    accepts: [SETTLEMENT_PROVIDER, MERCHANT_GATEWAY, PAYMENT_GATEWAY],
  },
];

export function productById(id: string): Product | undefined {
  return products.find((product) => product.id === id);
}
