import { useRef, useState } from 'preact/hooks';
import type { HistoryCommand, HistoryRow } from '../../messages/history.ts';
import { Say } from '../../ui/translated.tsx';
import { say } from '../../ui/i18n.ts';
import { Question } from '../question.tsx';
import { startOfDay } from './dates.ts';

interface DeleteOldProps {
  readonly rows: readonly HistoryRow[];
  readonly send: (command: HistoryCommand) => boolean;
}

/** Forgets everything that ended before a day. */
export function DeleteOld({ rows, send }: DeleteOldProps) {
  const [day, setDay] = useState('');
  const [asked, setAsked] = useState<number>();
  const field = useRef<HTMLInputElement>(null);
  const old = asked === undefined ? [] : rows.filter(({ isDeletable, endedAt = asked }) => isDeletable && endedAt < asked);
  const close = () => {
    setAsked(undefined);
    field.current?.focus();
  };
  const remove = () => {
    if (asked !== undefined) send({ type: 'delete-before', time: asked });
    close();
  };
  return (
    <details class="delete-old">
      <summary>{say('history_old')}</summary>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(startOfDay(day));
        }}
      >
        <label>
          {say('history_old_day')}
          <input ref={field} type="date" value={day} onInput={({ currentTarget }) => setDay(currentTarget.value)} />
        </label>
        <button type="submit" class="button small-button">
          {say('history_old_find')}
        </button>
      </form>
      {asked !== undefined && old.length === 0 && <p role="status">{say('history_old_none')}</p>}
      {asked !== undefined && old.length > 0 && (
        <Question
          level={3}
          title={<Say word="history_old_title" with={{ amount: String(old.length) }} />}
          text={say('history_old_text')}
          yes={say('history_delete_yes')}
          no={say('history_keep')}
          onYes={remove}
          onNo={close}
        />
      )}
    </details>
  );
}
