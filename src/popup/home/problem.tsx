import type { Failure } from '../../ui/error-words.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';

/** Why the request failed. Always in the document, so that screen readers announce the first problem too. */
export function Problem({ id, problem }: { readonly id?: string; readonly problem: Failure | undefined }) {
  return (
    <div {...(id === undefined ? {} : { id })} role="alert">
      {problem !== undefined && <FailureNote failure={problem} reader="entry" />}
    </div>
  );
}
