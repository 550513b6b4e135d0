import { createHash } from 'node:crypto';

/**
 * JSON as OpenCharge signs it: keys sorted at all levels, no whitespace. The documents' own sample passes an array of
 * keys to `JSON.stringify`, which drops every nested key that is not also at the top level: that is not what is meant.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** What the documents' sample code computes, for servers that misbehave: nested keys are lost. */
export function naiveJson(value: object): string {
  return JSON.stringify(value, Object.keys(value).toSorted());
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Tells whether two signed objects are the same. */
export function digestOf(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}
