import type { HistoryRow } from '../../messages/history.ts';
import { ErrorWords } from '../../ui/error-words.tsx';
import { say } from '../../ui/words.ts';
import { statusOf } from './state-words.ts';

/** How it stands, with the reason where it was not paid. */
export function Outcome({ row }: { readonly row: HistoryRow }) {
  const { state, failure } = row;
  const [word, tone] = statusOf(row);
  if (state === 'unsure') {
    return (
      <p class="note warn">
        <b>
          {say('sheet_checking_title')}. {say('sheet_checking_never')}
        </b>
        {say(failure?.code === 'settlement-late' ? 'sheet_late_text' : 'sheet_checking_text')}
      </p>
    );
  }
  if (state === 'declined' && (failure === undefined || failure.code === 'consent-denied')) {
    return <p class="note">{say('sheet_declined_text')}</p>;
  }
  if (failure === undefined) {
    return (
      <p class="print-only">
        <span class={`chip ${tone}`}>{say(word)}</span>
      </p>
    );
  }
  return (
    <p class={state === 'failed' ? 'note bad' : 'note'}>
      <b>
        <ErrorWords failure={failure} part="title" />
      </b>
      <ErrorWords failure={failure} part="text" />
      <small class="code">{failure.code}</small>
    </p>
  );
}
