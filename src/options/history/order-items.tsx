import type { HistoryRow } from '../../messages/history.ts';
import { Money } from '../../ui/money-text.tsx';
import { Untrusted } from '../../ui/untrusted.tsx';
import { t } from '../../ui/i18n.ts';

/** The shop's list of items and its total. */
export function OrderItems({ row: { items, total } }: { readonly row: HistoryRow }) {
  return (
    <ul class="order" aria-label={t('sheet_items')}>
      {items.map((item, index) => (
        <li key={index}>
          <span>
            <Untrusted text={item.label} />
            {item.pending && <small> ({t('sheet_pending')})</small>}
          </span>
          <Money amount={item.amount} />
        </li>
      ))}
      <li class="sum">
        <span>{t('sheet_total')}</span>
        <Money amount={total} />
      </li>
    </ul>
  );
}
