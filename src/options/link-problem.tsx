import type { Failure } from '../ui/error-words.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { t } from '../ui/i18n.ts';

interface LinkProblemProps {
  readonly id: string;
  readonly isEmpty: boolean;
  readonly problem: Failure | undefined;
}

/** Why the address was not linked. */
export function LinkProblem({ id, isEmpty, problem }: LinkProblemProps) {
  return (
    <div id={id} role="alert">
      {isEmpty && (
        <p class="note bad">
          <b>{t('options_address_empty_title')}</b>
          {t('options_address_empty_text')}
        </p>
      )}
      {problem !== undefined && <FailureNote failure={problem} reader="linking" />}
    </div>
  );
}
