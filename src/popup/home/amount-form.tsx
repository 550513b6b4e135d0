import { useEffect, useRef, useState } from 'preact/hooks';
import type { ManualPayee } from '../../messages/manual-payment.ts';
import { ambiguousAmountWords } from '../../ui/ambiguous-amount.ts';
import { Host } from '../../ui/host.tsx';
import { Translated } from '../../ui/translated.tsx';
import { readTypedAmount, type TypedAmount } from '../../ui/typed-amount.ts';
import { Untrusted } from '../../ui/untrusted.tsx';
import { cleanText } from '../../ui/untrusted-text.ts';
import { t } from '../../ui/i18n.ts';
import { problemOfAmount } from './problem-of-amount.ts';
import { Problem } from './problem.tsx';
import type { ManualPaymentState } from './use-manual-payment.ts';

interface AmountFormProps {
  readonly manualPayment: ManualPaymentState;
  readonly wanted: NonNullable<ManualPaymentState['wanted']>;
}

const PROBLEMS = {
  malformed: 'options_allowance_malformed',
  'too-fine': 'bring_amount_too_fine',
  zero: 'options_allowance_too_small',
} as const;

/** The amount for a payee with a wallet address, in the payee's currency. */
export function AmountForm({ manualPayment: { pay, dismiss, isWorking, problem }, wanted }: AmountFormProps) {
  const { payee, via, from } = wanted;
  const [value, setValue] = useState('');
  const [wrong, setWrong] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const submit = () => {
    const typed = readTypedAmount(value);
    const found = problemWords(typed, payee.asset);
    setWrong(found);
    if (found !== undefined || typed.kind !== 'decimal') field.current?.focus();
    else pay({ via, text: payee.address, amount: { currency: payee.asset.code, value: typed.value }, ...(from ? { from } : {}) });
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWorking) submit();
      }}
    >
      <Likeness payee={payee} />
      <h2 tabIndex={-1} data-heading>
        <Translated word="bring_amount_title" with={{ name: <PayeeWords payee={payee} /> }} />
      </h2>
      <PayeeAddress payee={payee} />
      <label for="amount">{t('bring_amount')}</label>
      <div class="one-line">
        <input
          ref={field}
          id="amount"
          type="text"
          inputMode="decimal"
          autocomplete="off"
          dir="ltr"
          maxLength={64}
          value={value}
          aria-invalid={wrong !== undefined}
          aria-describedby="amount-problem"
          onInput={(event) => {
            setValue(event.currentTarget.value);
            setWrong(undefined);
          }}
        />
        <bdi>{cleanText(payee.asset.code, 12)}</bdi>
      </div>
      <p id="amount-problem" role="alert" class="field-problem" hidden={wrong === undefined}>
        {wrong}
      </p>
      <Problem id="payee-problem" problem={isWorking ? undefined : problem} />
      <button type="submit" class="button main" aria-disabled={isWorking} aria-busy={isWorking}>
        {t('bring_go')}
      </button>
      <button type="button" class="button" onClick={dismiss}>
        {t('bring_back')}
      </button>
    </form>
  );
}

function problemWords(typed: TypedAmount, asset: ManualPayee['asset']): string | undefined {
  if (typed.kind === 'ambiguous') return ambiguousAmountWords(typed);
  const problem = typed.kind === 'malformed' ? typed.kind : problemOfAmount(typed.value, asset);
  return problem && t(PROBLEMS[problem]);
}

/** The host, or the whole address if the user entered another address that redirected to it. */
function PayeeAddress({ payee: { host, address, ledFrom } }: { readonly payee: ManualPayee }) {
  const whole = <bdi dir="ltr">{cleanText(address, 300)}</bdi>;
  return (
    <p class="small">
      {ledFrom === undefined ? <Host host={host} /> : <Translated word="bring_led" with={{ host: <Host host={ledFrom} />, name: whole }} />}
    </p>
  );
}

function PayeeWords({ payee: { name = '', host } }: { readonly payee: ManualPayee }) {
  return cleanText(name) === '' ? <Host host={host} /> : <Untrusted text={name} />;
}

function Likeness({ payee: { host, looksLike } }: { readonly payee: ManualPayee }) {
  if (looksLike === undefined) return null;
  const facts = { host: <Host host={host} /> };
  if (looksLike.like === undefined) {
    return (
      <p class="note warn">
        <b>{t('sheet_warn_mixed_title')}</b>
        <Translated word="sheet_warn_mixed_text" with={facts} />
      </p>
    );
  }
  const other = <Host host={looksLike.like} />;
  return (
    <p class="note warn">
      <b>
        <Translated word="sheet_warn_like_title" with={{ other }} />
      </b>
      <Translated word="sheet_warn_like_payee" with={{ ...facts, other }} />
    </p>
  );
}
