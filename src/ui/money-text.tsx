import type { DecimalAmount, WireAmount } from '../model/amount.ts';
import { formatAmount, formatDecimal } from './money.ts';

// Longer amounts are smaller in large type, so that they stay on one line.
const WIDE = 11;
const LONG = 14;

/** An amount; a skeleton while it is unknown. It wraps only if it is wider than the page. */
export function Money({ amount }: { readonly amount: WireAmount | DecimalAmount | undefined }) {
  if (amount === undefined) return <span class="bone" aria-hidden="true" />;
  const text = 'currency' in amount ? formatDecimal(amount) : formatAmount(amount);
  return <bdi class={`money ${sizeOf(text)}`}>{text}</bdi>;
}

function sizeOf({ length }: string): string {
  if (length > LONG) return 'long';
  return length > WIDE ? 'wide' : 'short';
}
