/** How one value of a stored row is damaged: one bit changed, truncated, or removed. */
export type DamageKind = 'flipped' | 'trimmed' | 'deleted';

export const DAMAGES: readonly DamageKind[] = ['flipped', 'trimmed', 'deleted'];

type Path = readonly (string | number)[];

/** A damaged copy of a row. */
export interface Damaged {
  /** The value and the damage: `quote.debit.value flipped`. */
  readonly name: string;
  readonly path: string;
  readonly kind: DamageKind;
  readonly row: unknown;
}

/** Copies of a row with one damaged value each, in every way. The row's own key stays intact. */
export function damagesOf(row: unknown, random: (below: number) => number, keyPath?: string): Damaged[] {
  return pathsOf(row)
    .filter((path) => path.length !== 1 || path[0] !== keyPath)
    .flatMap((path) =>
      DAMAGES.map((kind) => ({ name: `${path.join('.')} ${kind}`, path: path.join('.'), kind, row: spoil(row, path, kind, random) })),
    );
}

function pathsOf(value: unknown, path: Path = []): Path[] {
  const inner = isTree(value) ? Object.keys(value).flatMap((key) => pathsOf(Reflect.get(value, key), [...path, key])) : [];
  return path.length === 0 ? (inner.length > 0 ? inner : [[]]) : [path, ...inner];
}

function isTree(value: unknown): value is object {
  return Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);
}

function spoil(row: unknown, path: Path, kind: DamageKind, random: (below: number) => number): unknown {
  const copy: unknown = structuredClone(row);
  const [last] = path.slice(-1);
  if (last === undefined) return kind === 'deleted' ? null : spoilt(copy, kind, random);
  let holder: unknown = copy;
  for (const key of path.slice(0, -1)) holder = Reflect.get(Object(holder), key);
  const place = Object(holder) as object;
  if (kind === 'deleted') Reflect.deleteProperty(place, last);
  else Reflect.set(place, last, spoilt(Reflect.get(place, last), kind, random));
  return copy;
}

function spoilt(value: unknown, kind: 'flipped' | 'trimmed', random: (below: number) => number): unknown {
  if (typeof value === 'string') return kind === 'trimmed' ? value.slice(0, value.length >> 1) : flippedText(value, random);
  if (typeof value === 'bigint') return kind === 'trimmed' ? value / 1_000n : value ^ (1n << BigInt(random(40)));
  if (typeof value === 'number') return kind === 'trimmed' ? Math.trunc(value / 1_000) : value + 2 ** random(40);
  if (typeof value === 'boolean') return kind === 'trimmed' ? 0 : !value;
  if (Array.isArray(value)) return kind === 'trimmed' ? value.slice(0, value.length >> 1) : Object.assign({}, value);
  // Storages return an empty object for an unknown kind of object, such as a key handle.
  return kind === 'trimmed' ? {} : String(value);
}

function flippedText(text: string, random: (below: number) => number): string {
  if (text === '') return '\u0001';
  const at = random(text.length);
  return `${text.slice(0, at)}${String.fromCharCode(text.charCodeAt(at) ^ (1 << random(7)))}${text.slice(at + 1)}`;
}
