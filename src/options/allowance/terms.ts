import type { AllowancePeriod } from '../../messages/allowance.ts';
import type { FilledKey } from '../../ui/i18n.ts';

/** Message keys for an amount per period. */
export const PER_PERIOD = {
  day: 'options_allowance_per_day',
  week: 'options_allowance_per_week',
  month: 'options_allowance_per_month',
} as const satisfies Record<AllowancePeriod, FilledKey>;

/** Message keys for the remaining amount of the current period. */
export const LEFT_OF = {
  day: 'options_allowance_left_day',
  week: 'options_allowance_left_week',
  month: 'options_allowance_left_month',
} as const satisfies Record<AllowancePeriod, FilledKey>;

/** The used part of an amount in thousandths. For display only, not for calculations. */
export function thousandths(part: { readonly value: string }, whole: { readonly value: string }): number {
  const all = BigInt(whole.value);
  if (all === 0n) return 1_000;
  const used = (BigInt(part.value) * 1_000n) / all;
  return used > 1_000n ? 1_000 : Number(used);
}
