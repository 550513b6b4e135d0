import { useRef, useState } from 'preact/hooks';
import type { HistoryCommand, HistoryRow } from '../../messages/history.ts';
import { Translated } from '../../ui/translated.tsx';
import { t } from '../../ui/i18n.ts';
import { Question } from '../question.tsx';
import { startOfDay } from './dates.ts';

interface DeleteOldProps {
  readonly rows: readonly HistoryRow[];
  readonly send: (command: HistoryCommand) => boolean;
}

/** Deletes all payments that ended before a date. */
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
      <summary>{t('history_old')}</summary>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(startOfDay(day));
        }}
      >
        <label>
          {t('history_old_day')}
          <input ref={field} type="date" value={day} onInput={({ currentTarget }) => setDay(currentTarget.value)} />
        </label>
        <button type="submit" class="button small-button">
          {t('history_old_find')}
        </button>
      </form>
      {asked !== undefined && old.length === 0 && <p role="status">{t('history_old_none')}</p>}
      {asked !== undefined && old.length > 0 && (
        <Question
          level={3}
          title={<Translated word="history_old_title" with={{ amount: String(old.length) }} />}
          text={t('history_old_text')}
          yes={t('history_delete_yes')}
          no={t('history_keep')}
          onYes={remove}
          onNo={close}
        />
      )}
    </details>
  );
}
