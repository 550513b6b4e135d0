import type { DecimalAmount, WireAmount } from '../payments/amount.ts';
import { formatAmount, formatDecimal } from './money.ts';

/** A sum of money, never broken in the middle of its digits unless it is wider than the page. */
export function Money({ amount }: { readonly amount: WireAmount | DecimalAmount }) {
  return <bdi class="money">{'currency' in amount ? formatDecimal(amount) : formatAmount(amount)}</bdi>;
}
