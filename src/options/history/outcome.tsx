import type { HistoryRow } from '../../messages/history.ts';
import { checkingText, checkingTitle } from '../../ui/checking-text.ts';
import type { ErrorReader } from '../../ui/error-readers.ts';
import { ErrorWords, type Failure, readerOf } from '../../ui/error-words.tsx';
import { Host } from '../../ui/host.tsx';
import { Money } from '../../ui/money-text.tsx';
import { Translated } from '../../ui/translated.tsx';
import { t } from '../../ui/i18n.ts';
import { statusOf } from './state-texts.ts';

/** The payment's state, with the reason if it was not paid. */
export function Outcome({ row }: { readonly row: HistoryRow }) {
  const { state, failure } = row;
  const [word, tone] = statusOf(row);
  if (row.stoppedAt !== undefined) return <CheckingStopped row={row} />;
  if (state === 'unsure') {
    return (
      <p class="note warn">
        <b>
          {t(checkingTitle(failure?.code))}. {t('sheet_checking_never')}
        </b>
        {t(checkingText(failure?.code))}
      </p>
    );
  }
  if (state === 'declined' && (failure === undefined || failure.code === 'consent-denied')) {
    return <p class="note">{t('sheet_declined_text')}</p>;
  }
  if (failure === undefined && row.warning === undefined) {
    return (
      <p class="print-only">
        <span class={`chip ${tone}`}>{t(word)}</span>
      </p>
    );
  }
  return (
    <>
      {failure !== undefined && <Reason failure={failure} reader={readerOf(row)} look={state === 'failed' ? 'note bad' : 'note'} />}
      {row.warning !== undefined && <Reason failure={row.warning} reader={readerOf(row)} look="note bad" />}
    </>
  );
}

function Reason({ failure, reader, look }: { readonly failure: Failure; readonly reader: ErrorReader; readonly look: string }) {
  return (
    <p class={look}>
      <b>
        <ErrorWords failure={failure} part="title" reader={reader} />
      </b>
      <ErrorWords failure={failure} part="text" reader={reader} />
      <small class="code">{failure.code}</small>
    </p>
  );
}

/** The user stopped the checking: says what to do instead. */
function CheckingStopped({ row: { debit, total, wallet } }: { readonly row: HistoryRow }) {
  return (
    <p class="note warn">
      <b>
        {t('history_left_title')}. {t('sheet_checking_never')}
      </b>
      <Translated
        word="history_left_text"
        with={{
          amount: <Money amount={debit ?? total} />,
          host: wallet === undefined ? t('ui_fact_wallet') : <Host host={wallet.host} />,
        }}
      />
    </p>
  );
}
