import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../ui/i18n.ts';
import { Problem } from './problem.tsx';
import type { ManualPaymentState } from './use-manual-payment.ts';

/** A field for a payee's URL, payment pointer or code. No request is sent before the user submits it. */
export function PaySomeone({ manualPayment: { view, pay, isWorking, problem: last } }: { readonly manualPayment: ManualPaymentState }) {
  const problem = last?.via === 'typed' && !isWorking ? last : undefined;
  const [text, setText] = useState('');
  const { tabId } = view?.inFront ?? {};
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (problem !== undefined) field.current?.focus();
  }, [problem === undefined]);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') field.current?.focus();
        else if (!isWorking) pay({ via: 'typed', text, ...(tabId === undefined ? {} : { from: { tabId } }) });
      }}
    >
      <h2 tabIndex={-1} data-heading>
        <label for="brought">{t('bring_title')}</label>
      </h2>
      <div class="one-line">
        <input
          ref={field}
          id="brought"
          type="text"
          inputMode="url"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          dir="ltr"
          maxLength={10_000}
          value={text}
          aria-invalid={problem !== undefined}
          aria-describedby="brought-problem brought-hint"
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="button main fit" aria-disabled={isWorking} aria-busy={isWorking}>
          {t('bring_go')}
        </button>
      </div>
      <Problem id="brought-problem" problem={problem} />
      <p id="brought-hint" class="small">
        {t('bring_hint')}
      </p>
    </form>
  );
}
