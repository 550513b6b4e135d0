import { t } from '../ui/i18n.ts';

/** Closes the window only: closing is no answer, and the worker goes on. */
export function CloseButton() {
  return (
    <button type="button" class="button" onClick={() => window.close()}>
      {t('sheet_close')}
    </button>
  );
}
