/** An exact fraction: target units for each source unit. Both parts are positive. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The true rate is at least `lower` and less than `upper`. */
export interface RateBounds {
  readonly lower: Ratio;
  readonly upper: Ratio;
}

/** What arrived for what was sent. */
export interface Sample {
  readonly source: bigint;
  readonly target: bigint;
}

export function multiplyDown(amount: bigint, { numerator, denominator }: Ratio): bigint {
  return (amount * numerator) / denominator;
}

export function divideUp(amount: bigint, { numerator, denominator }: Ratio): bigint {
  return (amount * denominator + numerator - 1n) / numerator;
}

export function isLess(a: Ratio, b: Ratio): boolean {
  return a.numerator * b.denominator < b.numerator * a.denominator;
}

/**
 * Bounds from samples, as a path rounds what arrives down: a sample `s → d` says d/s ≤ rate < (d+1)/s. Undefined where nothing arrived.
 * A path that rounds at several hops can contradict itself by a unit; then the largest sample gives the upper bound alone.
 */
export function boundsOf(samples: readonly Sample[]): RateBounds | undefined {
  let bounds: RateBounds | undefined;
  for (const { source, target } of samples.toSorted((a, b) => (a.source < b.source ? 1 : -1))) {
    if (source === 0n || target === 0n) continue;
    const lower = { numerator: target, denominator: source };
    const upper = { numerator: target + 1n, denominator: source };
    if (!bounds) bounds = { lower, upper };
    else if (!isLess(bounds.lower, upper)) continue;
    else if (isLess(bounds.lower, lower) && isLess(lower, bounds.upper)) bounds = { ...bounds, lower };
    else if (isLess(upper, bounds.upper)) bounds = { ...bounds, upper };
  }
  return bounds;
}

/**
 * The rate itself, where it is a simple one and the bounds are tight: the lower bound where it can be reduced so far that this is no
 * chance, else the fraction with the smallest denominator between both.
 */
export function likeliestRate(bounds: RateBounds): Ratio {
  const { numerator, denominator } = bounds.lower;
  const common = greatestCommonDivisor(numerator, denominator);
  return common >= NO_CHANCE ? { numerator: numerator / common, denominator: denominator / common } : simplestWithin(bounds);
}

/** One fraction in so many can be reduced by it. */
const NO_CHANCE = 100n;

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** As both bounds are turned over in each step, which of them belongs to the interval goes with them; a denominator of 0 is no bound. */
function simplestWithin({ lower, upper }: RateBounds, isLowerIn = true): Ratio {
  const whole = lower.numerator / lower.denominator;
  const rest = lower.numerator % lower.denominator;
  if (rest === 0n && isLowerIn) return { numerator: whole, denominator: 1n };
  const next = (whole + 1n) * upper.denominator;
  if (next < upper.numerator || (next === upper.numerator && !isLowerIn)) return { numerator: whole + 1n, denominator: 1n };
  // Both lie between the same two whole numbers: the rest of the continued fraction, upside down.
  const inner = simplestWithin(
    {
      lower: { numerator: upper.denominator, denominator: upper.numerator - whole * upper.denominator },
      upper: { numerator: lower.denominator, denominator: rest },
    },
    !isLowerIn,
  );
  return { numerator: whole * inner.numerator + inner.denominator, denominator: inner.numerator };
}
