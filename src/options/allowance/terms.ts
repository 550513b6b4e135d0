import type { AllowancePeriod } from '../../messages/allowance.ts';
import type { FilledKey } from '../../ui/i18n.ts';

/** The words for a sum in each of the periods, in one place so that none is forgotten. */
export const PER_PERIOD = {
  day: 'options_allowance_per_day',
  week: 'options_allowance_per_week',
  month: 'options_allowance_per_month',
} as const satisfies Record<AllowancePeriod, FilledKey>;

/** The words for what is left of a sum in the present period. */
export const LEFT_OF = {
  day: 'options_allowance_left_day',
  week: 'options_allowance_left_week',
  month: 'options_allowance_left_month',
} as const satisfies Record<AllowancePeriod, FilledKey>;

/** How much of a sum is used, in thousandths: for the eye, not for reckoning. */
export function thousandths(part: { readonly value: string }, whole: { readonly value: string }): number {
  const all = BigInt(whole.value);
  if (all === 0n) return 1_000;
  const used = (BigInt(part.value) * 1_000n) / all;
  return used > 1_000n ? 1_000 : Number(used);
}
