import { t } from '../../ui/i18n.ts';

interface LockFieldProps {
  readonly minutes: number | null;
  readonly onChange: (minutes: number | null) => void;
}

const CHOICES = [5, 15, 60, 240];

/** Minutes without use after which an approval needs the passkey. */
export function LockField({ minutes, onChange }: LockFieldProps) {
  return (
    <div>
      <label for="lock-after">{t('options_safety_lock')}</label>
      <select
        id="lock-after"
        value={minutes ?? ''}
        onChange={(event) => onChange(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))}
      >
        <option value="">{t('options_safety_lock_off')}</option>
        {CHOICES.map((choice) => (
          <option key={choice} value={choice}>
            {t('options_safety_lock_minutes', { stated: String(choice) })}
          </option>
        ))}
      </select>
    </div>
  );
}
