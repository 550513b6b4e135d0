import { TenderError } from '../../model/errors.ts';

/** What a signed object may have: page data and session answers are bounded already, and nobody signs more. */
const DEPTH = 32;

/**
 * The text whose bytes are signed: names sorted at every level, no whitespace. (The sample code of OpenCharge passes a list of names to
 * `JSON.stringify`, which drops every nested field that has no namesake at the top: items lose their prices, proofs their payee. What was
 * signed that way does not verify here.)
 * @throws {TenderError} `malformed` for what JSON cannot say: anything but text, finite numbers, booleans, null, lists and plain objects.
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
