import type { AllowanceAnswer } from '../../messages/allowance.ts';
import type { OptionsWallet } from '../../messages/options.ts';
import { cleanText } from '../../ui/untrusted-text.ts';
import { t } from '../../ui/i18n.ts';

type Kind = NonNullable<AllowanceAnswer['problem']>['kind'];

interface AmountFieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly asset: OptionsWallet['asset'];
  readonly value: string;
  readonly problem: Kind | undefined;
  /** Shown if the input is ambiguous; the text explains both readings. */
  readonly ambiguous: string | undefined;
  readonly onInput: (value: string) => void;
}

const PROBLEMS = {
  malformed: 'options_allowance_malformed',
  'too-fine': 'options_allowance_too_fine',
  'too-small': 'options_allowance_too_small',
  'over-limit': 'options_allowance_cap_over',
} as const;

/** An input for an amount in the wallet's currency, with its problem. */
export function AmountField({ id, label, hint, asset, value, problem, ambiguous, onInput }: AmountFieldProps) {
  const isWrong = problem !== undefined || ambiguous !== undefined;
  return (
    <div>
      <label for={id}>{label}</label>
      <div class="amount-field">
        <input
          id={id}
          type="text"
          inputMode="decimal"
          autocomplete="off"
          dir="ltr"
          maxLength={64}
          value={value}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? `${id}-problem ${id}-hint` : `${id}-hint`}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        <bdi>{cleanText(asset.code, 12)}</bdi>
      </div>
      <p id={`${id}-problem`} role="alert" class="field-problem" hidden={!isWrong}>
        {ambiguous ?? (problem && t(PROBLEMS[problem]))}
      </p>
      <p id={`${id}-hint`} class="small">
        {hint}
      </p>
    </div>
  );
}
