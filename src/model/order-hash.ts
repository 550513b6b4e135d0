import type { DisplayItem, Intent } from './intent.ts';

type Order = Pick<Intent, 'items' | 'total'>;

/**
 * An order as canonical JSON: no spaces, member names in alphabetical order, amounts as the shop gave them. The same items and total always
 * give the same bytes (RFC 8785 requires no more if, as here, all values are strings and booleans).
 */
export function orderJson({ items, total }: Order): string {
  const plain = { items: items.map(plainItem), ...(total ? { total: { currency: total.currency, value: total.value } } : {}) };
  return JSON.stringify(plain);
}

function plainItem({ amount, label, pending }: DisplayItem): object {
  const item = { amount: { currency: amount.currency, value: amount.value }, label };
  return pending === true ? { ...item, pending } : item;
}

/** SHA-256, in hex, of the canonical JSON. Users can compare a receipt with the shop's record of the order by this value. */
export async function orderHash(order: Order): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(orderJson(order))));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
