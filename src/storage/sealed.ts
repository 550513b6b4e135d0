import * as v from 'valibot';

/**
 * A row with a hash over it. A row's schema sees a value of a wrong type, but not one that reads as another or as unset; where that would
 * quietly loosen what the user set, the row is sealed. The seal is against failing disks, not against people: it has no secret.
 */
export async function sealed(value: unknown): Promise<unknown> {
  return { value, seal: await sealOf(value) };
}

const sealedRow = v.strictObject({ value: v.unknown(), seal: v.string() });

/** What was sealed; the row itself where it is none (one of a version before seals); nothing where the seal is broken. */
export async function unsealed(row: unknown): Promise<unknown> {
  const parsed = v.safeParse(sealedRow, row);
  if (!parsed.success) return row;
  const { value, seal } = parsed.output;
  return (await sealOf(value)) === seal ? value : undefined;
}

async function sealOf(value: unknown): Promise<string> {
  const text = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
