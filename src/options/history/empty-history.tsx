import { Purse } from '../../ui/icons.tsx';
import { t } from '../../ui/i18n.ts';

/** There are no payments yet. */
export function EmptyHistory() {
  return (
    <section class="card empty">
      <Purse />
      <h2>{t('history_empty_title')}</h2>
      <p>{t('history_empty_text')}</p>
    </section>
  );
}
