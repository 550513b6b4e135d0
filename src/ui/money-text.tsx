import type { DecimalAmount, WireAmount } from '../payments/amount.ts';
import { formatAmount, formatDecimal } from './money.ts';

// Longer sums are set smaller where they stand large, so that they too stay on one line.
const WIDE = 11;
const LONG = 14;

/** A sum of money. Only one that is wider than any page breaks into lines. */
export function Money({ amount }: { readonly amount: WireAmount | DecimalAmount }) {
  const text = 'currency' in amount ? formatDecimal(amount) : formatAmount(amount);
  return <bdi class={`money ${sizeOf(text)}`}>{text}</bdi>;
}

function sizeOf({ length }: string): string {
  if (length > LONG) return 'long';
  return length > WIDE ? 'wide' : 'short';
}
