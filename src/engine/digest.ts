import type { Offer } from '../model/offer.ts';

/**
 * SHA-256, in hex, of the whole offer. An approval contains it, so that exactly the shown offer is paid. Fields are sorted by name; absent
 * fields are left out.
 */
export async function digestOf(offer: Offer): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(canonical(offer)));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function canonical(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return fields.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, canonical(field)]);
}
