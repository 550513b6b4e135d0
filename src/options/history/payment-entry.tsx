import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { HistoryCommand, HistoryRow } from '../../messages/history.ts';
import { Host } from '../../ui/host.tsx';
import { Money } from '../../ui/money-text.tsx';
import { Untrusted } from '../../ui/untrusted.tsx';
import { t } from '../../ui/i18n.ts';
import { formatShort } from './dates.ts';
import { siteOf } from './filter.ts';
import { Receipt } from './receipt.tsx';
import { statusOf } from './state-texts.ts';

interface PaymentEntryProps {
  readonly row: HistoryRow;
  /** The URL names this payment: it opens and gets the focus. */
  readonly isWanted: boolean;
  readonly report: string | undefined;
  readonly connection: number;
  readonly send: (command: HistoryCommand) => boolean;
}

/** A payment: a row that expands to its receipt. */
export function PaymentEntry({ row, isWanted, report, connection, send }: PaymentEntryProps) {
  const [isOpen, setOpen] = useState(false);
  const [isPrinting, setPrinting] = useState(false);
  const id = useId();
  const line = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isWanted) return;
    setOpen(true);
    line.current?.focus({ preventScroll: true });
    line.current?.scrollIntoView({ block: 'start' });
  }, [isWanted]);
  // Requested when the receipt opens: the clipboard needs the text within the user activation of the click.
  useEffect(() => {
    if (isOpen) send({ type: 'report', paymentId: row.id });
  }, [isOpen, row.id, row.revision, connection]);
  usePrinting(isPrinting, () => setPrinting(false));
  return (
    <li class="entry" data-state={row.state} data-printing={isPrinting || undefined}>
      <h3>
        <button ref={line} type="button" class="entry-line" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          <Line row={row} />
        </button>
      </h3>
      <div id={id} hidden={!isOpen}>
        {isOpen && <Receipt row={row} report={report} send={send} onPrint={() => setPrinting(true)} />}
      </div>
    </li>
  );
}

function Line({ row }: { readonly row: HistoryRow }) {
  const { items, debit, total, createdAt } = row;
  const [word, tone] = statusOf(row);
  const [first] = items;
  return (
    <>
      <span class="entry-who">
        <b>
          <Host host={siteOf(row)} />
        </b>
        <small>
          {formatShort(createdAt)}
          {first !== undefined && (
            <>
              {' · '}
              <Untrusted text={first.label} />
            </>
          )}
        </small>
      </span>
      <span class="entry-sum">
        <Money amount={debit ?? total} />
        <span class={`chip ${tone}`}>{t(word)}</span>
      </span>
    </>
  );
}

/** Prints after the receipt was rendered. The style sheet hides everything else. */
function usePrinting(isPrinting: boolean, onPrinted: () => void): void {
  useEffect(() => {
    if (!isPrinting) return;
    window.print();
    onPrinted();
  }, [isPrinting]);
}
