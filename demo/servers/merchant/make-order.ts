import { randomUUID } from 'node:crypto';
import type { Faults } from '../../faults.ts';
import type { RawRequest } from '../../http/raw-request.ts';
import { naiveJson } from '../../opencharge/canonical-json.ts';
import type { Party } from '../../opencharge/parties.ts';
import { signText, withHighS, withWrongV } from '../../opencharge/signature.ts';
import { nowSeconds, type Order, type SignedOrder } from '../../opencharge/wire.ts';
import type { MerchantFault } from './merchant-faults.ts';
import type { Product } from './products.ts';

const LIFETIME_SECONDS = 30 * 60;

/** An order of one product, before it is signed. */
export function orderOf({ id, name, quantity, price, amount, accepts }: Product, ocid: string): Order {
  const createdAt = nowSeconds();
  return {
    ocid,
    id: `ord_${randomUUID()}`,
    amount,
    currency: 'USD',
    items: [{ id, name, quantity, price }],
    createdAt,
    expiresAt: createdAt + LIFETIME_SECONDS,
    accepts: [...accepts],
    memo: 'Order from Merchant Store',
  };
}

/** Signs an order, or does it wrong as the faults in force say. */
export function signOrder(order: Order, party: Party, faults: Faults, raw?: RawRequest): SignedOrder {
  const has = (kind: MerchantFault) => faults.take(kind, raw) !== undefined;
  const meant = { ...order, ...(has('order-other-ocid') ? { ocid: '501' } : {}), ...(has('order-items-differ') ? { amount: '5.55' } : {}) };
  if (has('order-expired')) Object.assign(meant, { createdAt: order.createdAt - 7_200, expiresAt: order.createdAt - 3_600 });
  const signature = party.sign(meant);
  if (has('order-naive-json')) return { order: cheaper(meant), signature: signText(naiveJson(meant), party.secretKey) };
  if (has('order-tampered')) return { order: { ...meant, amount: '9.99' }, signature };
  if (has('order-high-s')) return { order: meant, signature: withHighS(signature) };
  if (has('order-wrong-v')) return { order: meant, signature: withWrongV(signature) };
  return { order: meant, signature };
}

/** What a signature over lossy JSON lets pass: the nested prices are not in it. */
function cheaper(order: Order): Order {
  return { ...order, items: (order.items ?? []).map((item) => ({ ...item, price: '0.01' })) };
}
