import { t } from '../ui/i18n.ts';

interface LookProps {
  readonly isConfirmed: boolean;
  readonly onConfirm: (isConfirmed: boolean) => void;
}

/** The second look that a warning asks for: a control of its own, so that no habit of pressing Pay passes it by. */
export function Look({ isConfirmed, onConfirm }: LookProps) {
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
