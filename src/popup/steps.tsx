import { t, type PlainKey } from '../ui/i18n.ts';

interface Step {
  readonly word: PlainKey;
  readonly state: 'done' | 'now' | 'next';
}

/** The progress of the payment. */
export function Steps({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <ol class="steps">
      {steps.map(({ word, state }) => (
        <li key={word} class={state}>
          {state !== 'next' && <span class="unseen">{t(state === 'done' ? 'sheet_step_done' : 'sheet_step_now')} </span>}
          {t(word)}
        </li>
      ))}
    </ol>
  );
}
