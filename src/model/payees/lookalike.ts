import { mixesScripts, skeletonOf } from './confusables.ts';
import { decodeLabel } from './punycode.ts';
import { siteOf } from './site.ts';

/**
 * Why a host resembles another one:
 * - `confusable`: its letters look the same (other alphabets, 1 for l, rn for m);
 * - `near`: one or two letters are missing, added, changed or swapped;
 * - `other-ending`: the same name with another ending;
 * - `inside`: it starts with the other host, as in `shop.example.evil.test`;
 * - `mixed-scripts`: it mixes scripts that no language combines; there is no other host.
 */
export type Likeness = 'confusable' | 'near' | 'other-ending' | 'inside' | 'mixed-scripts';

export interface Lookalike {
  readonly why: Likeness;
  /** The host that was paid before and that this one resembles. */
  readonly like?: string;
}

/** A host that was paid before, parsed once for all comparisons. */
export interface KnownHost extends Shape {
  readonly host: string;
}

interface Shape {
  readonly domain: string;
  readonly name: string;
  readonly skeleton: string;
}

/** @param hosts in the format of URLs (punycode). */
export function knownHosts(hosts: Iterable<string>): readonly KnownHost[] {
  return [...hosts].map((host) => ({ host, ...shapeOf(host) }));
}

function shapeOf(host: string): Shape {
  const { domain, name: label } = siteOf(host);
  const name = decodeLabel(label);
  return { domain, name, skeleton: skeletonOf(name) };
}

/** Whether a host resembles one that was paid before. Hosts of the same site do not count as lookalikes. */
export function lookalikeOf(host: string, known: readonly KnownHost[]): Lookalike | undefined {
  const shape = shapeOf(host);
  if (known.some(({ domain }) => domain === shape.domain)) return undefined;
  for (const other of known) {
    const why = likeness(host, shape, other);
    if (why) return { why, like: other.host };
  }
  return host.split('.').some((label) => mixesScripts(decodeLabel(label))) ? { why: 'mixed-scripts' } : undefined;
}

function likeness(host: string, shape: Shape, known: Shape): Likeness | undefined {
  if (shape.name === known.name) return 'other-ending';
  if (shape.skeleton === known.skeleton) return 'confusable';
  if (`.${host}`.includes(`.${known.domain}.`)) return 'inside';
  return isNear(shape.skeleton, known.skeleton) || isNear(shape.name, known.name) ? 'near' : undefined;
}

/** Maximum label length of a host name (RFC 1035). A comparison takes the product of two lengths. */
const MAX_LABEL = 63;

/** Short names often differ by one letter (`boots`, `books`), so the allowed distance grows with the length. */
function isNear(name: string, known: string): boolean {
  const longest = Math.max(name.length, known.length);
  if (longest > MAX_LABEL) return false;
  const allowed = longest <= 3 ? 0 : longest >= 9 ? 2 : 1;
  return Math.abs(name.length - known.length) <= allowed && distance(name, known) <= allowed;
}

/** Number of letters to add, remove, change, or swap with their neighbour (optimal string alignment distance). */
export function distance(from: string, to: string): number {
  const [a, b] = [Array.from(from), Array.from(to)];
  let last: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries()) {
      const change = at(row, j) + (letter === other ? 0 : 1);
      const swap = i > 0 && j > 0 && letter === b[j - 1] && a[i - 1] === other ? at(last, j - 1) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(change, swap, at(row, j + 1) + 1, at(next, j) + 1));
    }
    [last, row] = [row, next];
  }
  return at(row, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
