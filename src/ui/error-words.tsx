import type { ErrorCode, ErrorParams } from '../model/errors.ts';
import { Host } from './host.tsx';
import { Untrusted } from './untrusted.tsx';
import { sayApart, say, type Slot, type WordKey } from './i18n.ts';

/** What the sheet and the options page know of an error. */
export interface Failure {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

type Part = 'title' | 'text';
type Underscored<Text extends string> = Text extends `${infer Head}-${infer Tail}` ? `${Head}_${Underscored<Tail>}` : Text;
type ErrorKey = `error_${Underscored<ErrorCode>}_${Part}`;

/** The key of an error's words. Does not compile while an error is without them. */
export function errorKey(code: ErrorCode, part: Part): WordKey {
  const key: ErrorKey = `error_${underscored(code)}_${part}`;
  return key;
}

function underscored<Text extends string>(text: Text): Underscored<Text> {
  return text.replaceAll('-', '_') as Underscored<Text>;
}

/** What happened, where the money is and what to do next. A fact that the error does not carry is named in general words. */
export function ErrorWords({ failure, part }: { readonly failure: Failure; readonly part: Part }) {
  return (
    <>
      {sayApart(errorKey(failure.code, part)).map((piece) =>
        typeof piece === 'string' ? piece : <Fact slot={piece.slot} value={failure.params[piece.slot]} />,
      )}
    </>
  );
}

function Fact({ slot, value }: { readonly slot: Slot; readonly value: string | undefined }) {
  if (value === undefined) return <>{inGeneral(slot)}</>;
  return slot === 'host' ? <Host host={value} /> : <Untrusted text={value} />;
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
