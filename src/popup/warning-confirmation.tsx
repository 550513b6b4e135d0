import { t } from '../ui/i18n.ts';

interface WarningConfirmationProps {
  readonly isConfirmed: boolean;
  readonly onConfirm: (isConfirmed: boolean) => void;
}

/** The confirmation of a warning. A separate control, so that a habitual press of Pay does not confirm it. */
export function WarningConfirmation({ isConfirmed, onConfirm }: WarningConfirmationProps) {
  return (
    <label class="look">
      <input
        type="checkbox"
        checked={isConfirmed}
        onClick={(event) => {
          if (event.isTrusted) onConfirm(event.currentTarget.checked);
          else event.preventDefault();
        }}
      />
      <span>{t('sheet_look')}</span>
    </label>
  );
}
