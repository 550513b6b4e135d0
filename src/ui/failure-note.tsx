import { ErrorWords, type Failure } from './error-words.tsx';

/** What went wrong, where the money is and what to do next, as a note of its own. */
export function FailureNote({ failure }: { readonly failure: Failure }) {
  return (
    <p class="note bad">
      <b>
        <ErrorWords failure={failure} part="title" />
      </b>
      <ErrorWords failure={failure} part="text" />
    </p>
  );
}
