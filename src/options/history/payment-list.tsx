import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { HistoryCommand, HistoryRow } from '../../messages/history.ts';
import { type PlainKey, t } from '../../ui/i18n.ts';
import { formatMonth, monthOf } from './dates.ts';
import { PaymentEntry } from './payment-entry.tsx';

interface PaymentListProps {
  readonly rows: readonly HistoryRow[];
  /** The text if there are no payments. */
  readonly nothing: PlainKey;
  /** Id of the payment whose receipt is open. */
  readonly wanted: string | undefined;
  readonly reports: Readonly<Record<string, string>>;
  readonly connection: number;
  readonly send: (command: HistoryCommand) => boolean;
}

// Rendering thousands of rows would make every keystroke in the search slow.
const FIRST_ROWS = 100;

/** The payments by month. Sums and exports include payments that are not rendered. */
export function PaymentList({ rows, nothing, wanted, reports, connection, send }: PaymentListProps) {
  const [asked, setAsked] = useState(FIRST_ROWS);
  const drawn = Math.max(asked, rows.findIndex(({ id }) => id === wanted) + 1);
  if (rows.length === 0) return <p class="nothing">{t(nothing)}</p>;
  return (
    <>
      {inMonths(rows.slice(0, drawn)).map(({ month, payments }) => (
        <Month key={month} month={month}>
          {payments.map((row) => (
            <PaymentEntry
              key={row.id}
              row={row}
              isWanted={row.id === wanted}
              report={reports[row.id]}
              connection={connection}
              send={send}
            />
          ))}
        </Month>
      ))}
      {rows.length > drawn && (
        <button type="button" class="button more" onClick={() => setAsked(drawn + FIRST_ROWS)}>
          {t('history_more')}
        </button>
      )}
    </>
  );
}

interface MonthProps {
  readonly month: string;
  readonly children: ComponentChildren;
}

function Month({ month, children }: MonthProps) {
  const id = useId();
  return (
    <section class="month" aria-labelledby={id}>
      <h2 id={id}>{formatMonth(month)}</h2>
      <ul class="entries">{children}</ul>
    </section>
  );
}

function inMonths(rows: readonly HistoryRow[]): readonly { readonly month: string; readonly payments: readonly HistoryRow[] }[] {
  const months = new Map<string, HistoryRow[]>();
  for (const row of rows) {
    const month = monthOf(row.createdAt);
    const payments = months.get(month);
    if (payments) payments.push(row);
    else months.set(month, [row]);
  }
  return [...months].map(([month, payments]) => ({ month, payments }));
}
