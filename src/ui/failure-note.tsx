import type { ErrorReader } from './error-readers.ts';
import { ErrorWords, type Failure } from './error-words.tsx';

/** What went wrong, where the money is and what to do next, as a separate note. */
export function FailureNote({ failure, reader }: { readonly failure: Failure; readonly reader: ErrorReader }) {
  return (
    <p class="note bad">
      <b>
        <ErrorWords failure={failure} part="title" reader={reader} />
      </b>
      <ErrorWords failure={failure} part="text" reader={reader} />
    </p>
  );
}
