import type { ErrorCode, ErrorParams } from '../model/errors.ts';
import { type ErrorReader, type ErrorVariant, OWN_TEXTS, OWN_TITLES, VARIANTS } from './error-readers.ts';
import { Host } from './host.tsx';
import { Untrusted } from './untrusted.tsx';
import { tParts, t, type Slot, type WordKey } from './i18n.ts';

/** An error as the sheet and the options page know it. */
export interface Failure {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

type Part = 'title' | 'text';
type Underscored<Text extends string> = Text extends `${infer Head}-${infer Tail}` ? `${Head}_${Underscored<Tail>}` : Text;
type BaseKey = `error_${Underscored<ErrorCode>}_${Part}`;
type OwnKey<Own extends Readonly<Record<ErrorVariant, readonly ErrorCode[]>>, P extends Part> = {
  [Variant in ErrorVariant]: `error_${Underscored<Own[Variant][number]>}_${P}_${Variant}`;
}[ErrorVariant];
type ErrorKey = BaseKey | OwnKey<typeof OWN_TITLES, 'title'> | OwnKey<typeof OWN_TEXTS, 'text'>;

/** The message key of an error for a reader. Does not compile if an error has no text. */
export function errorKey(code: ErrorCode, part: Part, reader: ErrorReader): WordKey {
  const own: Readonly<Record<ErrorVariant, readonly ErrorCode[]>> = part === 'title' ? OWN_TITLES : OWN_TEXTS;
  const variant = VARIANTS[reader].find((known) => own[known].includes(code));
  const base: BaseKey = `error_${underscored(code)}_${part}`;
  // The list above proves that this key exists.
  const key: ErrorKey = variant === undefined ? base : (`${base}_${variant}` as ErrorKey);
  return key;
}

/** The reader of a payment's result: a payment without a page has no shop to return to. */
export function readerOf({ via }: { readonly via?: unknown }): ErrorReader {
  return via === undefined ? 'shop' : 'manual';
}

function underscored<Text extends string>(text: Text): Underscored<Text> {
  return text.replaceAll('-', '_') as Underscored<Text>;
}

interface ErrorWordsProps {
  readonly failure: Failure;
  readonly part: Part;
  readonly reader: ErrorReader;
}

/** What happened, where the money is and what to do next. An unknown fact is replaced by a general term. */
export function ErrorWords({ failure, part, reader }: ErrorWordsProps) {
  return (
    <>
      {tParts(errorKey(failure.code, part, reader)).map((piece) =>
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
      return t('ui_fact_stated');
    case 'actual':
      return t('ui_fact_actual');
    default:
      return t('ui_fact_host');
  }
}
