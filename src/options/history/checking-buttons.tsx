import { useEffect, useRef, useState } from 'preact/hooks';
import type { HistoryCommand, HistoryRow } from '../../messages/history.ts';
import { Host } from '../../ui/host.tsx';
import { Money } from '../../ui/money-text.tsx';
import { Translated } from '../../ui/translated.tsx';
import { t } from '../../ui/i18n.ts';
import { Question } from '../question.tsx';

interface CheckingButtonsProps {
  readonly row: HistoryRow;
  readonly send: (command: HistoryCommand) => boolean;
}

/** Buttons for a payment whose result has been unknown for long: check now, or stop checking. */
export function CheckingButtons({ row, send }: CheckingButtonsProps) {
  const { id, stoppableFrom, stoppedAt } = row;
  const isLong = useIsPast(stoppableFrom);
  const [isAsking, setAsking] = useState(false);
  const stop = useRef<HTMLButtonElement>(null);
  const look = useRef<HTMLButtonElement>(null);
  if (!isLong && stoppedAt === undefined) return null;
  return (
    <>
      <div class="question-acts">
        <button ref={look} type="button" class="button small-button" onClick={() => send({ type: 'look', paymentId: id })}>
          {t('history_look')}
        </button>
        {isLong && (
          <button ref={stop} type="button" class="button small-button" aria-expanded={isAsking} onClick={() => setAsking(!isAsking)}>
            {t('history_stop')}
          </button>
        )}
      </div>
      {isLong && isAsking && (
        <Question
          level={4}
          title={t('history_stop_title')}
          text={<WhereItMayBe row={row} />}
          yes={t('history_stop_yes')}
          no={t('history_stop_no')}
          onYes={() => {
            setAsking(false);
            send({ type: 'stop-checking', paymentId: id });
            look.current?.focus();
          }}
          onNo={() => {
            setAsking(false);
            stop.current?.focus();
          }}
        />
      )}
    </>
  );
}

function WhereItMayBe({ row: { debit, total, wallet } }: Pick<CheckingButtonsProps, 'row'>) {
  const host = wallet === undefined ? t('ui_fact_wallet') : <Host host={wallet.host} />;
  return <Translated word="history_stop_text" with={{ host, amount: <Money amount={debit ?? total} /> }} />;
}

/** Maximum delay of browser timers: 31 bits. */
const MAX_TIMER_DELAY = 2 ** 31 - 1;

/** Whether a time has passed. Renders again when it does. */
function useIsPast(moment: number | undefined): boolean {
  const [now, setNow] = useState(Date.now);
  const left = moment === undefined ? undefined : moment - now;
  useEffect(() => {
    if (left === undefined || left <= 0) return undefined;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(left, MAX_TIMER_DELAY));
    return () => clearTimeout(timer);
  }, [left]);
  return left !== undefined && left <= 0;
}
