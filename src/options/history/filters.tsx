import { useMemo } from 'preact/hooks';
import type { HistoryRow } from '../../messages/history.ts';
import { cleanHost } from '../../ui/untrusted-text.ts';
import { t } from '../../ui/i18n.ts';
import { formatMonth } from './dates.ts';
import { type Filter, isUnpaid, monthsIn, sitesIn } from './filter.ts';

interface FiltersProps {
  readonly rows: readonly HistoryRow[];
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

/** Inputs for the search, the month and the site. */
export function Filters({ rows, filter, onChange }: FiltersProps) {
  const months = useMemo(() => monthsIn(rows), [rows]);
  const sites = useMemo(() => sitesIn(rows), [rows]);
  const unpaid = useMemo(() => rows.filter(isUnpaid).length, [rows]);
  return (
    <search class="filters">
      <label>
        {t('history_search')}
        <input
          type="search"
          maxLength={200}
          autocomplete="off"
          spellcheck={false}
          value={filter.search}
          onInput={({ currentTarget }) => onChange({ ...filter, search: currentTarget.value })}
        />
      </label>
      <label>
        {t('history_month')}
        <select value={filter.month} onChange={({ currentTarget }) => onChange({ ...filter, month: currentTarget.value })}>
          <option value="">{t('history_month_any')}</option>
          {months.map((month) => (
            <option key={month} value={month}>
              {formatMonth(month)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('history_site')}
        <select value={filter.site} onChange={({ currentTarget }) => onChange({ ...filter, site: currentTarget.value })}>
          <option value="">{t('history_site_any')}</option>
          {sites.map((site) => (
            <option key={site} value={site}>
              {cleanHost(site, 40)}
            </option>
          ))}
        </select>
      </label>
      {unpaid > 0 && (
        <label class="unpaid">
          <input
            type="checkbox"
            checked={filter.unpaid}
            onChange={({ currentTarget }) => onChange({ ...filter, unpaid: currentTarget.checked })}
          />
          {t('history_unpaid', { amount: String(unpaid) })}
        </label>
      )}
    </search>
  );
}
