import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AllowanceAnswer, AllowanceCommand, AllowancePeriod, OptionsAllowance } from '../../messages/allowance.ts';
import type { OptionsView, OptionsWallet } from '../../messages/options.ts';
import { toDecimal } from '../../payments/amount.ts';
import { askPasskey } from '../../ui/passkey.ts';
import { say } from '../../ui/words.ts';
import type { Send } from '../send.ts';
import { AmountField } from './amount-field.tsx';
import { PeriodField } from './period-field.tsx';

interface AllowanceFormProps {
  readonly wallet: OptionsWallet;
  /** What holds now, if anything does: then this changes it. */
  readonly present: OptionsAllowance['active'];
  readonly allowing: OptionsView['allowing'];
  readonly send: Send;
  /** Opened by the person's own press: it takes the focus. */
  readonly isAskedFor: boolean;
  readonly onClose: () => void;
}

interface Terms {
  readonly limit: string;
  readonly period: AllowancePeriod;
  readonly cap: string;
}

/** The terms of an allowance, to be given or changed. */
export function AllowanceForm({ wallet, present, allowing, send, isAskedFor, onClose }: AllowanceFormProps) {
  const [terms, setTerms] = useState<Terms>({
    limit: asTyped(present?.limit),
    period: present?.period ?? 'month',
    cap: asTyped(present?.cap),
  });
  const [asked, setAsked] = useState<TypedCommand>();
  const answer = asked !== undefined && allowing?.ticket === asked.ticket ? allowing : undefined;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (isAskedFor) form.current?.querySelector('input')?.focus();
  }, []);
  useAnswer(form, answer, onClose);
  const isUnanswered = usePasskey(answer, asked, send);
  const ask = () => {
    const typed = { ticket: crypto.randomUUID(), walletId: wallet.id, ...terms };
    const command: TypedCommand = present
      ? { type: 'change-allowance', allowanceId: present.id, ...typed }
      : { type: 'give-allowance', ...typed };
    if (send(command)) setAsked(command);
  };
  const amountField = (name: 'limit' | 'cap') => ({
    id: `allowance-${name}-${wallet.id}`,
    asset: wallet.asset,
    value: terms[name],
    problem: answer?.problem?.field === name ? answer.problem.kind : undefined,
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
      <AmountField {...amountField('limit')} label={say('options_allowance_limit')} hint={say('options_allowance_limit_hint')} />
      <PeriodField id={`allowance-period-${wallet.id}`} value={terms.period} onChange={(period) => setTerms({ ...terms, period })} />
      <AmountField {...amountField('cap')} label={say('options_allowance_cap')} hint={say('options_allowance_cap_hint')} />
      <p class="small">{say(present ? 'options_allowance_change_text' : 'options_allowance_ask_text')}</p>
      <p role="status" class="small working">
        {(isUnanswered || answer?.state === 'refused') && say('options_safety_failed')}
      </p>
      <div class="question-acts">
        <button type="submit" class="button main" aria-busy={answer?.state === 'working'}>
          {say(present ? 'options_allowance_save' : 'options_allowance_ask')}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {say('options_allowance_not_now')}
        </button>
      </div>
    </form>
  );
}

type TypedCommand = Extract<AllowanceCommand, { readonly ticket: string }>;

/** Sends the same terms again with the passkey's answer, where the worker asks for it. @returns whether the passkey gave none. */
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

/** Goes to the field that is wrong, and closes when the terms were taken. */
function useAnswer(form: RefObject<HTMLFormElement | null>, answer: AllowanceAnswer | undefined, onClose: () => void): void {
  useEffect(() => {
    if (answer?.state === 'done') onClose();
    if (answer?.state === 'failed') form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [answer?.ticket, answer?.state]);
}

/** A sum as a person would type it. */
function asTyped(amount: { readonly value: string; readonly assetScale: number } | undefined): string {
  return amount === undefined ? '' : toDecimal({ value: BigInt(amount.value), assetScale: amount.assetScale });
}
