import { divideUp, likeliestRate, multiplyDown, type RateBounds, type Sample } from './rate.ts';

/** What to do for the last units: ask what a size brings, pay with a size of which that is known, or nothing. */
export type ExactStep =
  | { readonly kind: 'ask'; readonly source: bigint }
  | { readonly kind: 'pay'; readonly source: bigint; readonly target: bigint }
  | { readonly kind: 'none' };

/** After so many questions, what was found is paid, and the search begins anew for what is left. */
const MAX_QUESTIONS = 12;

/**
 * Finds the size of a packet that delivers exactly `wanted`, from what was measured. A larger packet never brings less, so every
 * measurement narrows the search. Where no size brings it (an asset of ours that is coarser than the receiver's), the largest that
 * brings less is paid. Never names a size that is known or bound to bring more.
 */
export class ExactPacket {
  readonly #measured = new Map<bigint, bigint>();
  #questions = 0;

  learn({ source, target }: Sample): void {
    this.#measured.set(source, target);
  }

  /** The path brought something else than measured: everything is asked again. */
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

  /** @param limit the most that one packet may carry. */
  next(wanted: bigint, bounds: RateBounds, limit: bigint | undefined): ExactStep {
    const { below, exact, above } = this.#around(wanted, limit);
    if (exact !== undefined) return { kind: 'pay', source: exact, target: wanted };
    const most = minimum(above === undefined ? undefined : above - 1n, limit);
    if (below.source === most || this.#questions >= MAX_QUESTIONS) {
      return below.target > 0n ? { kind: 'pay', ...below } : { kind: 'none' };
    }
    return { kind: 'ask', source: guess(wanted, below, most, bounds) };
  }

  /** The measurements next to what is wanted, on both sides, and the cheapest that is it. */
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

/** Between `below` and `most`, nearest to where the rate says. */
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
