/** An exact fraction: target units per source unit. Both parts are positive. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The true rate is at least `lower` and less than `upper`. */
export interface RateBounds {
  readonly lower: Ratio;
  readonly upper: Ratio;
}

/** The delivered amount for a sent amount. */
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
 * Rate bounds from samples. A path rounds the delivered amount down, so a sample `s → d` means d/s ≤ rate < (d+1)/s. Undefined if nothing
 * was delivered. A path that rounds at several hops may give inconsistent samples; then only the largest sample gives the upper bound.
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
 * Estimates the rate from tight bounds: the lower bound if it can be reduced so much that this is not a coincidence, else the fraction with
 * the smallest denominator within the bounds.
 */
export function likeliestRate(bounds: RateBounds): Ratio {
  const { numerator, denominator } = bounds.lower;
  const common = greatestCommonDivisor(numerator, denominator);
  return common >= NOT_A_COINCIDENCE ? { numerator: numerator / common, denominator: denominator / common } : simplestWithin(bounds);
}

/** About one fraction in this many can be reduced by this factor or a larger one. */
const NOT_A_COINCIDENCE = 100n;

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** Each step inverts both bounds, so the flag of the closed bound changes sides. A denominator of 0 means no bound. */
function simplestWithin({ lower, upper }: RateBounds, isLowerIn = true): Ratio {
  const whole = lower.numerator / lower.denominator;
  const rest = lower.numerator % lower.denominator;
  if (rest === 0n && isLowerIn) return { numerator: whole, denominator: 1n };
  const next = (whole + 1n) * upper.denominator;
  if (next < upper.numerator || (next === upper.numerator && !isLowerIn)) return { numerator: whole + 1n, denominator: 1n };
  // Both bounds are between the same integers: continue with the inverse of the remainder, as in a continued fraction.
  const inner = simplestWithin(
    {
      lower: { numerator: upper.denominator, denominator: upper.numerator - whole * upper.denominator },
      upper: { numerator: lower.denominator, denominator: rest },
    },
    !isLowerIn,
  );
  return { numerator: whole * inner.numerator + inner.denominator, denominator: inner.numerator };
}
