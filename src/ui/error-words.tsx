import type { ErrorCode, ErrorParams } from '../payments/errors.ts';
import { Untrusted } from './untrusted.tsx';
import { sayApart, say, type Slot, type WordKey } from './words.ts';

/** What the sheet and the options page know of an error. */
export interface Failure {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

type Part = 'title' | 'text';
type Underscored<Text extends string> = Text extends `${infer Head}-${infer Tail}` ? `${Head}_${Underscored<Tail>}` : Text;
// Does not compile while an error is without its words.
type ErrorKey = Extract<`error_${Underscored<ErrorCode>}_${Part}`, WordKey>;
type Missing = Exclude<`error_${Underscored<ErrorCode>}_${Part}`, WordKey>;

export function errorKey(code: ErrorCode, part: Part): ErrorKey {
  const key: `error_${string}` = `error_${code.replaceAll('-', '_')}_${part}`;
  return key as [Missing] extends [never] ? ErrorKey : never;
}

/** What happened, where the money is and what to do next. A fact that the error does not carry is named in general words. */
export function ErrorWords({ failure, part }: { readonly failure: Failure; readonly part: Part }) {
  return (
    <>
      {sayApart(errorKey(failure.code, part)).map((piece) =>
        typeof piece === 'string' ? piece : <Untrusted text={failure.params[piece.slot] ?? inGeneral(piece.slot)} />,
      )}
    </>
  );
}

function inGeneral(slot: Slot): string {
  switch (slot) {
    case 'stated':
      return say('ui_fact_stated');
    case 'actual':
      return say('ui_fact_actual');
    default:
      return say('ui_fact_host');
  }
}
