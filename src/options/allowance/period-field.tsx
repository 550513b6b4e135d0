import type { AllowancePeriod } from '../../messages/allowance.ts';
import { t } from '../../ui/i18n.ts';

const PERIODS = { day: 'options_allowance_day', week: 'options_allowance_week', month: 'options_allowance_month' } as const;
const isPeriod = (text: string): text is AllowancePeriod => Object.hasOwn(PERIODS, text);

interface PeriodFieldProps {
  readonly id: string;
  readonly value: AllowancePeriod;
  readonly onChange: (period: AllowancePeriod) => void;
}

/** The period of an allowance. */
export function PeriodField({ id, value, onChange }: PeriodFieldProps) {
  return (
    <div>
      <label for={id}>{t('options_allowance_period')}</label>
      <select
        id={id}
        aria-describedby={`${id}-hint`}
        value={value}
        onChange={({ currentTarget }) => isPeriod(currentTarget.value) && onChange(currentTarget.value)}
      >
        {Object.entries(PERIODS).map(([period, word]) => (
          <option key={period} value={period}>
            {t(word)}
          </option>
        ))}
      </select>
      <p id={`${id}-hint`} class="small">
        {t('options_allowance_period_hint')}
      </p>
    </div>
  );
}
