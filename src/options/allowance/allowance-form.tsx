import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AllowanceAnswer, AllowanceCommand, AllowancePeriod, OptionsAllowance } from '../../messages/allowance.ts';
import type { OptionsView, OptionsWallet } from '../../messages/options.ts';
import { toDecimal } from '../../model/amount.ts';
import { ambiguousAmountWords } from '../../ui/ambiguous-amount.ts';
import { askPasskey } from '../../ui/passkey.ts';
import { readTypedAmount, type TypedAmount, writeTypedAmount } from '../../ui/typed-amount.ts';
import { t } from '../../ui/i18n.ts';
import type { Send } from '../send.ts';
import { AmountField } from './amount-field.tsx';
import { PeriodField } from './period-field.tsx';

interface AllowanceFormProps {
  readonly wallet: OptionsWallet;
  /** The active allowance, if there is one: then the form changes it. */
  readonly present: OptionsAllowance['active'];
  readonly allowing: OptionsView['allowing'];
  readonly send: Send;
  /** True if the user opened the form: it gets the focus. */
  readonly isOpenedByUser: boolean;
  readonly onClose: () => void;
}

interface Terms {
  readonly limit: string;
  readonly period: AllowancePeriod;
  readonly cap: string;
}

/** The amounts that cannot be parsed, and why. */
type InvalidAmounts = Partial<Record<'limit' | 'cap', Exclude<TypedAmount, { kind: 'decimal' }>>>;

/** The terms of a new or changed allowance. */
export function AllowanceForm({ wallet, present, allowing, send, isOpenedByUser, onClose }: AllowanceFormProps) {
  const [terms, setTerms] = useState<Terms>({
    limit: formatAsInput(present?.limit),
    period: present?.period ?? 'month',
    cap: formatAsInput(present?.cap),
  });
  const [asked, setAsked] = useState<TypedCommand>();
  const answer = asked !== undefined && allowing?.ticket === asked.ticket ? allowing : undefined;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (isOpenedByUser) form.current?.querySelector('input')?.focus();
  }, []);
  const [wrong, setWrong] = useState<InvalidAmounts>({});
  useAnswer(form, answer, wrong, onClose);
  const isUnanswered = usePasskey(answer, asked, send);
  const ask = () => {
    const sums = readSums(terms);
    setWrong(sums.wrong);
    if (sums.read === undefined) return setAsked(undefined);
    const typed = { ticket: crypto.randomUUID(), walletId: wallet.id, period: terms.period, ...sums.read };
    const command: TypedCommand = present
      ? { type: 'change-allowance', allowanceId: present.id, ...typed }
      : { type: 'give-allowance', ...typed };
    if (send(command)) setAsked(command);
  };
  const amountField = (name: 'limit' | 'cap') => ({
    id: `allowance-${name}-${wallet.id}`,
    asset: wallet.asset,
    value: terms[name],
    ...problemOf(name, wrong, answer),
    onInput: (value: string) => setTerms({ ...terms, [name]: value }),
  });
  return (
    <form
      ref={form}
      class="allowance-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <AmountField {...amountField('limit')} label={t('options_allowance_limit')} hint={t('options_allowance_limit_hint')} />
      <PeriodField id={`allowance-period-${wallet.id}`} value={terms.period} onChange={(period) => setTerms({ ...terms, period })} />
      <AmountField {...amountField('cap')} label={t('options_allowance_cap')} hint={t('options_allowance_cap_hint')} />
      <p class="small">{t(present ? 'options_allowance_change_text' : 'options_allowance_ask_text')}</p>
      <p role="status" class="small working">
        {(isUnanswered || answer?.state === 'refused') && t('options_safety_failed')}
      </p>
      <div class="question-acts">
        <button type="submit" class="button main" aria-busy={answer?.state === 'working'}>
          {t(present ? 'options_allowance_save' : 'options_allowance_ask')}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {t('options_allowance_not_now')}
        </button>
      </div>
    </form>
  );
}

type TypedCommand = Extract<AllowanceCommand, { readonly ticket: string }>;

/** Sends the same terms again with the passkey's response, if the worker requests it. @returns whether the passkey gave no response. */
function usePasskey(answer: AllowanceAnswer | undefined, asked: TypedCommand | undefined, send: Send): boolean {
  const [unanswered, setUnanswered] = useState<string>();
  const { passkey: question } = answer ?? {};
  useEffect(() => {
    if (question === undefined || asked === undefined) return;
    void askPasskey(question).then((assertion) => {
      if (!assertion || !send({ ...asked, assertion })) setUnanswered(asked.ticket);
    });
  }, [question?.challenge]);
  return asked !== undefined && unanswered === asked.ticket;
}

/** Focuses the invalid field, and closes the form when the terms were accepted. */
function useAnswer(
  form: RefObject<HTMLFormElement | null>,
  answer: AllowanceAnswer | undefined,
  wrong: InvalidAmounts,
  onClose: () => void,
): void {
  useEffect(() => focusWrongField(form), [wrong]);
  useEffect(() => {
    if (answer?.state === 'done') onClose();
    if (answer?.state === 'failed') focusWrongField(form);
  }, [answer?.ticket, answer?.state]);
}

function focusWrongField(form: RefObject<HTMLFormElement | null>): void {
  form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

function problemOf(name: 'limit' | 'cap', { [name]: wrong }: InvalidAmounts, answer: AllowanceAnswer | undefined) {
  if (wrong?.kind === 'ambiguous') return { problem: undefined, ambiguous: ambiguousAmountWords(wrong) };
  return { problem: wrong?.kind ?? (answer?.problem?.field === name ? answer.problem.kind : undefined), ambiguous: undefined };
}

/** Parses the amounts as decimals. The cap is optional. */
function readSums({ limit, cap }: Terms): { readonly wrong: InvalidAmounts; readonly read?: Pick<Terms, 'limit' | 'cap'> } {
  const [limitRead, capRead] = [readTypedAmount(limit), cap.trim() === '' ? NO_CAP : readTypedAmount(cap)];
  if (limitRead.kind === 'decimal' && capRead.kind === 'decimal')
    return { wrong: {}, read: { limit: limitRead.value, cap: capRead.value } };
  return {
    wrong: { ...(limitRead.kind === 'decimal' ? {} : { limit: limitRead }), ...(capRead.kind === 'decimal' ? {} : { cap: capRead }) },
  };
}

const NO_CAP: TypedAmount = { kind: 'decimal', value: '' };

/** Formats an amount like user input. */
function formatAsInput(amount: { readonly value: string; readonly assetScale: number } | undefined): string {
  return amount === undefined ? '' : writeTypedAmount(toDecimal({ value: BigInt(amount.value), assetScale: amount.assetScale }));
}
