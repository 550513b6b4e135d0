import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Translated } from '../../ui/translated.tsx';
import { t } from '../../ui/i18n.ts';
import { DeleteOld } from './delete-old.tsx';
import { EmptyHistory } from './empty-history.tsx';
import { ExportButtons } from './export-buttons.tsx';
import { filterRows, PAID_OR_OPEN } from './filter.ts';
import { Filters } from './filters.tsx';
import { PaymentList } from './payment-list.tsx';
import { type Known, NOTHING } from './rows.ts';
import { Totals } from './totals-card.tsx';
import { useHistory } from './use-history.ts';

interface HistoryViewProps {
  /** Id of the payment in the URL, whose receipt is open. */
  readonly wanted: string | undefined;
}

/** All payments on this device, with their receipts. */
export function HistoryView({ wanted }: HistoryViewProps) {
  const { known, connection, send } = useHistory();
  const [filter, setFilter] = useState(PAID_OR_OPEN);
  const rows = known?.rows ?? [];
  const shown = useMemo(() => filterRows(rows, filter, wanted), [rows, filter, wanted]);
  useFocusAfterRemoval(rows.length);
  return (
    <main class="history" aria-busy={known === undefined || known.next !== undefined}>
      <div class="intro">
        <h1 tabIndex={-1} data-heading>
          {t('history_title')}
        </h1>
        <p>{t('history_lead')}</p>
      </div>
      <Deletion known={known} />
      {known !== undefined && <Unreadable known={known} />}
      {known !== undefined && rows.length === 0 && <EmptyHistory />}
      {known !== undefined && rows.length > 0 && (
        <>
          <Filters rows={rows} filter={filter} onChange={setFilter} />
          <Totals shown={shown} isReading={known.next !== undefined} />
          <PaymentList
            rows={shown}
            nothing={filter === PAID_OR_OPEN ? 'history_nothing_paid' : 'history_nothing'}
            wanted={wanted}
            reports={known.reports}
            connection={connection}
            send={send}
          />
          <ExportButtons rows={shown} isReading={known.next !== undefined} />
          <DeleteOld rows={rows} send={send} />
        </>
      )}
    </main>
  );
}

/** The result of the last deletion. Always in the document, so that screen readers announce the first one too. */
function Deletion({ known: { deleted, isRefused } = NOTHING }: { readonly known: Known | undefined }) {
  return (
    <>
      <p role="status" class={deleted === undefined ? 'unseen' : 'note ok news'}>
        {deleted !== undefined && <Translated word="history_deleted" with={{ amount: String(deleted) }} />}
      </p>
      <p role="alert" class={isRefused ? 'note bad' : 'unseen'}>
        {isRefused && t('history_delete_refused')}
      </p>
    </>
  );
}

function Unreadable({ known: { unreadable } }: { readonly known: Known }) {
  if (unreadable === 0) return null;
  return (
    <p class="note warn">
      <b>{t('history_unreadable_title')}</b>
      <Translated word="history_unreadable_text" with={{ amount: String(unreadable) }} />
    </p>
  );
}

/** Deleting a payment removes the pressed button, so the heading gets the focus. */
function useFocusAfterRemoval(count: number): void {
  const last = useRef(count);
  useLayoutEffect(() => {
    const isFewer = count < last.current;
    last.current = count;
    if (isFewer && document.activeElement === document.body) document.querySelector<HTMLElement>('h1')?.focus();
  }, [count]);
}
