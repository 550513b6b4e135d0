import type { HistoryRow } from '../../messages/history.ts';
import { t } from '../../ui/i18n.ts';
import { toCsv } from './csv.ts';
import { download } from './download.ts';
import { toJson } from './json.ts';

interface ExportButtonsProps {
  readonly rows: readonly HistoryRow[];
  readonly isReading: boolean;
}

/** Exports the shown payments to a file. Disabled until all of them are loaded, because a file does not show that it is incomplete. */
export function ExportButtons({ rows, isReading }: ExportButtonsProps) {
  const isIdle = isReading || rows.length === 0;
  const name = `tender-history-${new Date().toISOString().slice(0, 10)}`;
  const csv = () => download(`${name}.csv`, 'text/csv;charset=utf-8', toCsv(rows));
  const json = () => download(`${name}.json`, 'application/json', toJson(rows, Date.now()));
  return (
    <section class="exports" aria-label={t('history_export')}>
      <p class="small">{t('history_export_text')}</p>
      <button type="button" class="button small-button" aria-disabled={isIdle} onClick={() => !isIdle && csv()}>
        {t('history_export_csv')}
      </button>
      <button type="button" class="button small-button" aria-disabled={isIdle} onClick={() => !isIdle && json()}>
        {t('history_export_json')}
      </button>
    </section>
  );
}
