import { writeTypedAmount, type TypedAmount } from './typed-amount.ts';
import { t } from './i18n.ts';

/** Formats both readings of an amount unambiguously. */
export function ambiguousAmountWords({ thousands, fraction }: Extract<TypedAmount, { kind: 'ambiguous' }>): string {
  return t('ui_amount_ambiguous', { stated: thousands, actual: writeTypedAmount(fraction) });
}
