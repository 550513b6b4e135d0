import type { Failure } from '../../ui/error-words.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';

/** Why nothing came of it, right below what was brought. Always in the page, so that screen readers hear the first one too. */
export function Problem({ id, problem }: { readonly id?: string; readonly problem: Failure | undefined }) {
  return (
    <div {...(id === undefined ? {} : { id })} role="alert">
      {problem !== undefined && <FailureNote failure={problem} reader="entry" />}
    </div>
  );
}
