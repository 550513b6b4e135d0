import { decimalOf } from '../money/amount.ts';

const DECIMAL = /^\d{1,18}(?:\.\d{1,18})?$/;

/** How finely the demo's gateways count each currency that they take. */
export const currencyScales: Readonly<Record<string, number>> = { USD: 2 };

/** A decimal amount in smallest units; undefined for anything else, and for one that is finer than the currency. */
export function unitsOf(text: string, scale: number): bigint | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const [whole = '', fraction = ''] = text.split('.');
  const [kept, rest] = [fraction.slice(0, scale).padEnd(scale, '0'), fraction.slice(scale)];
  return /^0*$/.test(rest) ? BigInt(whole + kept) : undefined;
}

export { decimalOf };
