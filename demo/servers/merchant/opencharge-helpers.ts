import * as v from 'valibot';
import { ledgerIds } from '../../money/ledger-ids.ts';
import { accountAt, owedBy, RESERVE, unsettledAt } from '../../opencharge/books.ts';
import { unitsOf } from '../../opencharge/decimal.ts';
import { MERCHANT, MERCHANT_GATEWAY, PAYMENT_GATEWAY, partyOf, SETTLEMENT_PROVIDER } from '../../opencharge/parties.ts';
import { requestHeaders } from '../../opencharge/signed-request.ts';
import type { Order } from '../../opencharge/wire.ts';
import { GATEWAY_ACCOUNT } from '../payment-gateway/gateway-account.ts';
import type { WorldParts } from '../server.ts';
import type { Merchant } from './merchant.ts';
import { orderOf } from './make-order.ts';
import type { OpenedCheckout } from './order-desk.ts';
import { productById } from './products.ts';

/** What tests do with the parties of OpenCharge without HTTP of their own. */
export interface OpenChargeHelpers {
  /** The merchant's shop. */
  readonly merchantUrl: string;
  /** An order of a product with changes, as the merchant would sign it. */
  order(product?: string, changes?: Partial<Order>): Order;
  /** Signs an order and opens its checkout. Throws `CallFailed` where a gateway refuses it. */
  checkout(product?: string, changes?: Partial<Order>): Promise<OpenedCheckout>;
  orderStatus(orderId: string): 'waiting' | 'paid' | undefined;
  /** Signs an object as a party. */
  sign(ocid: string, value: unknown): string;
  /** The headers of a request that a party signs; changes make it stale, or use a nonce again. */
  headers(
    ocid: string,
    request: { method: string; url: string; body: string },
    changes?: { timestamp?: number; nonce?: string },
  ): Record<string, string>;
  /** A party signs with another key from now on, and its metadata says so. */
  rotateKey(ocid: string): void;
  setCapabilities(ocid: string, capabilities: readonly string[]): void;
  /**
   * Breaches of what must hold between the books of wallet, gateways, provider and merchant when nothing is on its
   * way, in words; empty when all is well.
   */
  check(): string[];
}

export function createOpenChargeHelpers(world: WorldParts, { desk, orders }: Merchant): OpenChargeHelpers {
  const order = (productId = 'product-a', changes: Partial<Order> = {}): Order => {
    const product = productById(productId);
    if (!product) throw new Error(`no product ${productId}`);
    return { ...orderOf(product, MERCHANT), ...changes };
  };
  return {
    merchantUrl: `${world.hosts.origin('merchant')}/`,
    order,
    checkout: (product, changes) => desk.open(order(product, changes)),
    orderStatus: (id) => orders.get(id)?.status,
    sign: (ocid, value) => partyOf(world, ocid).sign(value),
    headers: (ocid, request, changes) => requestHeaders(partyOf(world, ocid), request, changes),
    rotateKey: (ocid) => partyOf(world, ocid).rotateKey(),
    setCapabilities: (ocid, capabilities) => partyOf(world, ocid).setCapabilities(capabilities),
    check: () => checkBooks(world, paidTotal(orders)),
  };
}

function paidTotal(orders: Merchant['orders']): bigint {
  const amounts = orders
    .list()
    .filter(({ status }) => status === 'paid')
    .map(({ order }) => v.parse(v.object({ amount: v.string() }), order).amount);
  return amounts.reduce((sum, amount) => sum + (unitsOf(amount, 2) ?? 0n), 0n);
}

function checkBooks({ ledger }: WorldParts, paid: bigint): string[] {
  const wallet = ledger.balance(ledgerIds.account(GATEWAY_ACCOUNT));
  const owed = -ledger.balance(owedBy(PAYMENT_GATEWAY));
  const unsettled = ledger.balance(unsettledAt(PAYMENT_GATEWAY));
  const own = ledger.balance(accountAt(PAYMENT_GATEWAY, PAYMENT_GATEWAY));
  const direct = ledger.balance(accountAt(PAYMENT_GATEWAY, MERCHANT_GATEWAY));
  const fromReserve = RESERVE - ledger.balance(accountAt(MERCHANT_GATEWAY, PAYMENT_GATEWAY));
  const byThirdParty = RESERVE - ledger.balance(accountAt(SETTLEMENT_PROVIDER, PAYMENT_GATEWAY));
  const arrived = ledger.balance(accountAt(SETTLEMENT_PROVIDER, MERCHANT_GATEWAY));
  const sold = ledger.balance(accountAt(MERCHANT_GATEWAY, MERCHANT));
  const rules: readonly (readonly [string, bigint, bigint])[] = [
    ["the gateway's wallet holds what the gateway owes", wallet, owed],
    ['nothing is unsettled', unsettled, 0n],
    ['the gateway keeps what it paid from its reserve and by the third party', own, fromReserve + byThirdParty],
    ['the third party moved what it took', arrived, byThirdParty],
    ["the merchant's account holds what was settled in all ways", sold, direct + fromReserve + byThirdParty],
    ["the merchant's paid orders are what its account holds", paid, sold],
  ];
  return rules.filter(([, one, other]) => one !== other).map(([rule, one, other]) => `${rule}: ${one} is not ${other}`);
}
