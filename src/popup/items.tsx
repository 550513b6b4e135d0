import type { SheetItem } from '../messages/sheet.ts';
import { Money } from '../ui/money-text.tsx';
import { Untrusted } from '../ui/untrusted.tsx';
import { t } from '../ui/i18n.ts';

// More items would move the price out of view, so they are collapsed.
const SHOWN_OPEN = 3;
// A page may list thousands of items. Rendering all of them would be slow.
const SHOWN_AT_MOST = 100;

/** The shop's list of items. */
export function Items({ items }: { readonly items: readonly SheetItem[] }) {
  if (items.length === 0) return null;
  const rows = (
    <ul class="rows items" aria-label={t('sheet_items')}>
      {items.slice(0, SHOWN_AT_MOST).map((item, index) => (
        <Item key={index} item={item} />
      ))}
      {items.length > SHOWN_AT_MOST && <li class="row">…</li>}
    </ul>
  );
  if (items.length <= SHOWN_OPEN) return rows;
  return (
    <details class="fold">
      <summary>{t('sheet_items_all')}</summary>
      {rows}
    </details>
  );
}

function Item({ item }: { readonly item: SheetItem }) {
  return (
    <li class="row">
      <span class="row-name">
        <Untrusted text={item.label} />
        {item.pending && <small> ({t('sheet_pending')})</small>}
      </span>
      <Money amount={item.amount} />
    </li>
  );
}
