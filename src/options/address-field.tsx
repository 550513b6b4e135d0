import type { RefObject } from 'preact';
import type { Failure } from '../ui/error-words.tsx';
import { t } from '../ui/i18n.ts';
import { LinkProblem } from './link-problem.tsx';

interface AddressFieldProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly address: string;
  readonly isEmpty: boolean;
  readonly problem: Failure | undefined;
  readonly onInput: (address: string) => void;
}

/** An input for a wallet address, with its problem and an example. */
export function AddressField({ field, address, isEmpty, problem, onInput }: AddressFieldProps) {
  const hasProblem = isEmpty || problem !== undefined;
  return (
    <>
      <label for="address">{t('options_address')}</label>
      <input
        ref={field}
        id="address"
        type="text"
        inputMode="url"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        dir="ltr"
        maxLength={2048}
        value={address}
        aria-invalid={hasProblem}
        aria-describedby={hasProblem ? 'address-problem address-hint' : 'address-hint'}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <LinkProblem id="address-problem" isEmpty={isEmpty} problem={problem} />
      <p id="address-hint" class="small">
        {t('options_address_hint')}
      </p>
    </>
  );
}
