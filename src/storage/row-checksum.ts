import * as v from 'valibot';

/**
 * Adds a checksum to a row. A schema detects a value of a wrong type, but not one that was changed to another valid value or to an unset
 * one. Rows for which that would loosen the user's settings have a checksum. It protects from disk errors, not from attackers: it has no
 * secret.
 */
export async function withChecksum(value: unknown): Promise<unknown> {
  return { value, seal: await checksumOf(value) };
}

const checksumRow = v.strictObject({ value: v.unknown(), seal: v.string() });

/** The value of a row with a checksum; the row itself if it has none (an older version wrote it); undefined if the checksum is wrong. */
export async function checkedValue(row: unknown): Promise<unknown> {
  const parsed = v.safeParse(checksumRow, row);
  if (!parsed.success) return row;
  const { value, seal } = parsed.output;
  return (await checksumOf(value)) === seal ? value : undefined;
}

async function checksumOf(value: unknown): Promise<string> {
  const text = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
