import { isSignedBy } from '../../src/rails/opencharge/signature.ts';
import { parseOrder } from '../../src/rails/opencharge/order.ts';
import { keyOf, publicKeyOf, sign } from '../rails/opencharge-parties.ts';
import type { Figures } from './figures.ts';
import { median } from './figures.ts';

const ITEMS = 5;
/** Items of an order of about the size that a page may pass. */
const MANY_ITEMS = 90;

function orderOf(items: number): object {
  return {
    ocid: '500',
    id: 'order-1',
    amount: '99.99',
    currency: 'USD',
    items: Array.from({ length: items }, (_, index) => ({ id: `item-${index}`, name: `Product ${index}`, quantity: 1, price: '9.99' })),
    createdAt: 1_764_300_000,
    expiresAt: 1_764_301_800,
    accepts: ['200'],
  };
}

/** Milliseconds to parse an order and verify its signature; the first time, with the curve's tables still to be made, is its own figure. */
export async function verifyOrder(runs: number): Promise<Figures> {
  const first = await timeOf(ITEMS);
  const usual: number[] = [];
  const large: number[] = [];
  for (let run = 0; run < 5 * runs; run += 1) {
    usual.push(await timeOf(ITEMS));
    large.push(await timeOf(MANY_ITEMS));
  }
  return { verify_order_first_ms: first, verify_order_ms: median(usual), verify_large_order_ms: median(large) };
}

async function timeOf(items: number): Promise<number> {
  const order = orderOf(items);
  const key = keyOf('500');
  const [signature, publicKey] = [await sign(order, key), publicKeyOf(key)];
  const began = performance.now();
  const isGood = await isSignedBy(parseOrder(order).text, signature, publicKey);
  const took = performance.now() - began;
  if (!isGood) throw new Error('a good signature was refused');
  return took;
}
