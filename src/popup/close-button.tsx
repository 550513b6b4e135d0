import { t } from '../ui/i18n.ts';

/** Closes only the window. The payment continues in the worker. */
export function CloseButton() {
  return (
    <button type="button" class="button" onClick={() => window.close()}>
      {t('sheet_close')}
    </button>
  );
}
