import type { DisplayItem, Intent } from './intent.ts';

type Order = Pick<Intent, 'items' | 'total'>;

/**
 * An order as canonical JSON: no spaces, the names of each object in alphabetical order, amounts as the shop stated them. Anybody who
 * has the same items and total writes the same bytes (RFC 8785 asks for no more where, as here, all values are strings and booleans).
 */
export function orderJson({ items, total }: Order): string {
  const plain = { items: items.map(plainItem), ...(total ? { total: { currency: total.currency, value: total.value } } : {}) };
  return JSON.stringify(plain);
}

function plainItem({ amount, label, pending }: DisplayItem): object {
  const item = { amount: { currency: amount.currency, value: amount.value }, label };
  return pending === true ? { ...item, pending } : item;
}

/** SHA-256, in hex, over the canonical JSON: a receipt can be held against the shop's own record of the order by this one value. */
export async function orderHash(order: Order): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(orderJson(order))));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
