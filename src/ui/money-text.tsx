import type { DecimalAmount, WireAmount } from '../model/amount.ts';
import { formatAmount, formatDecimal } from './money.ts';

// Longer sums are set smaller where they stand large, so that they too stay on one line.
const WIDE = 11;
const LONG = 14;

/** A sum of money; a bone in its place while nobody has said it. Only one that is wider than any page breaks into lines. */
export function Money({ amount }: { readonly amount: WireAmount | DecimalAmount | undefined }) {
  if (amount === undefined) return <span class="bone" aria-hidden="true" />;
  const text = 'currency' in amount ? formatDecimal(amount) : formatAmount(amount);
  return <bdi class={`money ${sizeOf(text)}`}>{text}</bdi>;
}

function sizeOf({ length }: string): string {
  if (length > LONG) return 'long';
  return length > WIDE ? 'wide' : 'short';
}
