import { randomUUID } from 'node:crypto';
import { decimalOf } from '../money/amount.ts';
import type { Cashier } from './cashier.ts';
import type { Order } from './orders.ts';
import { totalOf, type Line, type Product } from './products.ts';

const EXPIRES_SOON_MS = 400;

/** What the page hands to `PaymentRequest`. */
export interface Checkout {
  readonly order: Order;
  readonly data: Readonly<Record<string, unknown>>;
  readonly details: object;
}

/** Makes an order and, as far as the product's oddity lets it, an incoming payment for it. */
export async function openCheckout(product: Product, cashier: Cashier, walletAddress: string): Promise<Checkout> {
  const id = randomUUID();
  const incomingPayment = await incomingPaymentFor(product, id, cashier);
  const order: Order = {
    id,
    productId: product.id,
    status: 'waiting',
    createdAt: Date.now(),
    ...(incomingPayment === undefined ? {} : { incomingPayment }),
  };
  return { order, data: dataFor(product, incomingPayment, walletAddress), details: detailsFor(product) };
}

async function incomingPaymentFor(product: Product, orderId: string, cashier: Cashier): Promise<string | undefined> {
  const metadata = { order: orderId, description: product.lines[0]?.label.slice(0, 200) ?? product.name };
  const make = (fields: { expiresAt?: string } = {}) => cashier.request(product.asset, totalOf(product), { metadata, ...fields });
  switch (product.oddity) {
    case 'wallet-address':
    case 'no-rail':
      return undefined;
    case 'unknown':
      return (await make()).replace(/[^/]+$/, randomUUID());
    case 'completed': {
      const url = await make();
      await cashier.complete(url);
      return url;
    }
    case 'expired': {
      const url = await make({ expiresAt: new Date(Date.now() + EXPIRES_SOON_MS).toISOString() });
      await new Promise((resolve) => setTimeout(resolve, EXPIRES_SOON_MS));
      return url;
    }
    default:
      return make();
  }
}

function dataFor({ oddity }: Product, incomingPayment: string | undefined, walletAddress: string) {
  switch (oddity) {
    case 'wallet-address':
      return { walletAddress };
    case 'two-rails':
      return { incomingPayment, walletAddress };
    case 'plain-http':
      return { incomingPayment: incomingPayment?.replace(/^https:/, 'http:') };
    case 'no-rail':
      return {};
    default:
      return { incomingPayment };
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
