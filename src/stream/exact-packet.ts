import { divideUp, likeliestRate, multiplyDown, type RateBounds, type Sample } from './rate.ts';

/** The next step for the last units: measure a packet size, pay with a measured size, or stop. */
export type ExactStep =
  | { readonly kind: 'ask'; readonly source: bigint }
  | { readonly kind: 'pay'; readonly source: bigint; readonly target: bigint }
  | { readonly kind: 'none' };

/** Maximum number of measurements. Then the best measured size is paid, and the search starts again for the rest. */
const MAX_MEASUREMENTS = 12;

/**
 * Finds the size of a packet that delivers exactly `wanted`, based on measurements. A larger packet never delivers less, so each
 * measurement narrows the search. If no size delivers it (our asset is coarser than the receiver's), it pays the largest size that delivers
 * less. Never returns a size that would deliver more.
 */
export class ExactPacket {
  readonly #measured = new Map<bigint, bigint>();
  #questions = 0;

  learn({ source, target }: Sample): void {
    this.#measured.set(source, target);
  }

  /** Called if the path delivered another amount than measured: all measurements are discarded. */
  forget(): void {
    this.#measured.clear();
    this.#questions = 0;
  }

  asked(): void {
    this.#questions += 1;
  }

  paid(): void {
    this.#questions = 0;
  }

  /** @param limit maximum amount of one packet. */
  next(wanted: bigint, bounds: RateBounds, limit: bigint | undefined): ExactStep {
    const { below, exact, above } = this.#around(wanted, limit);
    if (exact !== undefined) return { kind: 'pay', source: exact, target: wanted };
    const most = minimum(above === undefined ? undefined : above - 1n, limit);
    if (below.source === most || this.#questions >= MAX_MEASUREMENTS) {
      return below.target > 0n ? { kind: 'pay', ...below } : { kind: 'none' };
    }
    return { kind: 'ask', source: guess(wanted, below, most, bounds) };
  }

  /** The measurements nearest to the wanted amount on both sides, and the cheapest exact one. */
  #around(wanted: bigint, limit: bigint | undefined) {
    let below: Sample = { source: 0n, target: 0n };
    let above: bigint | undefined;
    let exact: bigint | undefined;
    for (const [source, target] of this.#measured) {
      if (limit !== undefined && source > limit) continue;
      if (target === wanted) exact = minimum(exact, source);
      else if (target > wanted) above = minimum(above, source);
      else if (source > below.source) below = { source, target };
    }
    return { below, exact, above };
  }
}

/** The size between `below` and `most` that is nearest to the rate's estimate. */
function guess(wanted: bigint, below: Sample, most: bigint | undefined, bounds: RateBounds): bigint {
  for (const rate of [likeliestRate(bounds), bounds.lower]) {
    const source = divideUp(wanted, rate);
    if (source > below.source && (most === undefined || source <= most)) return source;
  }
  const step = multiplyDown(wanted - below.target, { numerator: bounds.upper.denominator, denominator: bounds.upper.numerator });
  const stepped = below.source + (step > 0n ? step : 1n);
  return most !== undefined && stepped > most ? most : stepped;
}

function minimum(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}
