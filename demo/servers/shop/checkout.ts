import { randomUUID } from 'node:crypto';
import { decimalOf } from '../../money/amount.ts';
import type { Order } from './orders.ts';
import { totalOf, type Line, type Product } from './product.ts';
import type { Payable, Till } from './till.ts';

/** The page's data for `PaymentRequest`. */
export interface Checkout {
  readonly order: Order;
  readonly data: Readonly<Record<string, unknown>>;
  readonly details: object;
}

/** Creates an order and, if the product's oddity allows it, an incoming payment or invoice for it. */
export async function openCheckout(product: Product, till: Till, walletAddress: string | undefined): Promise<Checkout> {
  const id = randomUUID();
  const payable = await till.open(product, id);
  const order: Order = { id, productId: product.id, status: 'waiting', createdAt: Date.now(), ...payable };
  return { order, data: dataFor(product, payable, walletAddress), details: detailsFor(product) };
}

function dataFor({ oddity }: Product, payable: Payable, walletAddress: string | undefined): Readonly<Record<string, unknown>> {
  switch (oddity) {
    case 'wallet-address':
      return { walletAddress };
    case 'two-rails':
      return { ...payable, walletAddress };
    case 'plain-http':
      return { incomingPayment: payable.incomingPayment?.replace(/^https:/, 'http:') };
    case 'no-rail':
      return {};
    default:
      return payable;
  }
}

function detailsFor(product: Product): object {
  const { asset, lines, oddity } = product;
  const currency = oddity === 'wrong-currency' ? 'EUR' : asset.code;
  const amount = (value: bigint) => ({ currency, value: decimalOf(value, asset.scale) });
  const total = totalOf(product);
  const item = ({ label, value }: Line) => ({ label, amount: amount(value) });
  if (oddity === 'total-lies') {
    const less = { label: 'Test parcel', amount: amount(total / 100n) };
    return { total: { ...less, label: 'Total' }, displayItems: [less] };
  }
  if (oddity === 'too-fine') {
    const value = `${decimalOf(total, asset.scale)}5`;
    return { total: { label: 'Total', amount: { currency, value } } };
  }
  return { total: { label: 'Total', amount: amount(total) }, displayItems: lines.map(item) };
}
