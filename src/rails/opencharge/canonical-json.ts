import { TenderError } from '../../model/errors.ts';

/** Maximum nesting of a signed object. */
const DEPTH = 32;

/**
 * Canonical JSON: names sorted at every level, no whitespace. The signature is over its UTF-8 bytes. The sample code of the OpenCharge
 * documentation passes a list of names to `JSON.stringify`, which drops every nested field that has no top-level field of the same name:
 * items lose their prices, proofs their payee. Signatures over that text do not verify here.
 * @throws {TenderError} `malformed` for values that JSON does not have, and for more than 32 levels.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > DEPTH) throw unfit();
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((one) => write(one, depth + 1)).join(',')}]`;
  if (typeof value !== 'object') throw unfit();
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${write(field, depth + 1)}`).join(',')}}`;
}

function unfit(): TenderError {
  return new TenderError('malformed', { params: { what: 'json' } });
}
