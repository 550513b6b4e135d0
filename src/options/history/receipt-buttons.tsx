import { useRef, useState } from 'preact/hooks';
import type { HistoryCommand, HistoryRow } from '../../messages/history.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { t } from '../../ui/i18n.ts';
import { Question } from '../question.tsx';

interface ReceiptButtonsProps {
  readonly row: HistoryRow;
  readonly report: string | undefined;
  readonly send: (command: HistoryCommand) => boolean;
  readonly onPrint: () => void;
}

/** The buttons of a receipt. */
export function ReceiptButtons({ row: { id, isDeletable, state }, report, send, onPrint }: ReceiptButtonsProps) {
  const [isAsking, setAsking] = useState(false);
  const remove = useRef<HTMLButtonElement>(null);
  const keep = () => {
    setAsking(false);
    remove.current?.focus();
  };
  return (
    <div class="receipt-acts">
      <button type="button" class="button small-button" onClick={onPrint}>
        {t('history_print')}
      </button>
      <CopyButton label={t('ui_copy_report')} text={report} />
      {isDeletable && (
        <button ref={remove} type="button" class="button small-button" aria-expanded={isAsking} onClick={() => setAsking(!isAsking)}>
          {t('history_delete')}
        </button>
      )}
      {isAsking && (
        <Question
          level={4}
          title={t('history_delete_title')}
          text={t(state === 'completed' ? 'history_delete_paid_text' : 'history_delete_text')}
          yes={t('history_delete_yes')}
          no={t('history_keep')}
          onYes={() => send({ type: 'delete', paymentId: id })}
          onNo={keep}
        />
      )}
    </div>
  );
}
