import { randomUUID } from 'node:crypto';
import { sameAsset } from '../../money/amount.ts';
import type { Cashier } from './cashier.ts';
import type { Order } from './orders.ts';
import { totalOf, type Product } from './product.ts';
import type { Payable, Takings, Till } from './till.ts';

/** Milliseconds, longer than the requests to the wallet take: it refuses an expiry in the past. */
const EXPIRES_SOON_MS = 1_500;

/** Payment by incoming payments at a wallet. */
export class WalletTill implements Till {
  readonly #cashier: Cashier;

  constructor(cashier: Cashier) {
    this.#cashier = cashier;
  }

  async open(product: Product, orderId: string): Promise<Payable> {
    const incomingPayment = await incomingPaymentFor(product, orderId, this.#cashier);
    return incomingPayment === undefined ? {} : { incomingPayment };
  }

  async takings({ incomingPayment }: Order, product: Product): Promise<Takings | undefined> {
    if (incomingPayment === undefined) return undefined;
    const { receivedAmount, completed } = await this.#cashier.read(incomingPayment);
    if (!sameAsset(receivedAmount, product.asset)) return undefined;
    const received = BigInt(receivedAmount.value);
    return { received, isFull: completed && received >= totalOf(product) };
  }
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
