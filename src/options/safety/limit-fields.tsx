import type { SafetyField, SafetyLimits, SafetyView } from '../../messages/safety.ts';
import { ambiguousAmountWords } from '../../ui/ambiguous-amount.ts';
import { t, type PlainKey } from '../../ui/i18n.ts';
import type { WrongLimit } from './typed-limits.ts';

interface LimitFieldsProps {
  readonly limits: SafetyLimits;
  readonly hasPasskey: boolean;
  readonly problem: NonNullable<SafetyView['answer']>['field'];
  /** A field with invalid input. */
  readonly wrong: WrongLimit | undefined;
  readonly onInput: (name: SafetyField, text: string) => void;
}

const FIELDS: readonly (readonly [SafetyField, PlainKey])[] = [
  ['perPayment', 'options_safety_per_payment'],
  ['perSiteDay', 'options_safety_per_site_day'],
  ['passkeyAbove', 'options_safety_passkey_above'],
];

/** The spending limits of one currency. */
export function LimitFields({ limits, hasPasskey, problem, wrong, onInput }: LimitFieldsProps) {
  const { currency } = limits;
  const hint = `limits-${currency}-hint`;
  return (
    <fieldset class="limits">
      <legend>{t('options_safety_currency', { name: currency })}</legend>
      {FIELDS.filter(([name]) => name !== 'passkeyAbove' || hasPasskey).map(([name, word]) => {
        const id = `limits-${currency}-${name}`;
        const isWrong = problem?.name === name || wrong?.name === name;
        return (
          <div key={name}>
            <label for={id}>{t(word)}</label>
            <input
              id={id}
              type="text"
              inputMode="decimal"
              autocomplete="off"
              maxLength={40}
              value={limits[name]}
              aria-invalid={isWrong}
              aria-describedby={isWrong ? `${id}-problem` : hint}
              onInput={(event) => onInput(name, event.currentTarget.value)}
            />
            {isWrong && (
              <p id={`${id}-problem`} class="note bad" role="alert">
                {wrong?.typed.kind === 'ambiguous'
                  ? ambiguousAmountWords(wrong.typed)
                  : t(problem?.code === 'amount-too-fine' ? 'options_safety_too_fine' : 'options_safety_bad_amount')}
              </p>
            )}
          </div>
        );
      })}
      <p id={hint} class="small">
        {t('options_safety_empty')}
      </p>
    </fieldset>
  );
}
