import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AccountLinking } from '../messages/options.ts';
import type { Failure } from '../ui/error-words.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { t, type PlainKey } from '../ui/i18n.ts';
import { cardHeadingId } from './ids.ts';
import type { Send } from './send.ts';

interface AccountFormProps {
  readonly linking: AccountLinking | undefined;
  readonly connection: number;
  readonly send: Send;
}

const EMPTY = { url: '', name: '', secret: '' };

/**
 * URL, name and secret of an Interledger account. The input stays until the account's server has accepted it; then the secret is deleted.
 */
export function AccountForm({ linking, connection, send }: AccountFormProps) {
  const [typed, setTyped] = useState(EMPTY);
  const { answer, isWorking, ask } = useAccountLinking(linking, connection, send);
  const address = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (answer?.state === 'failed') address.current?.focus();
    if (answer?.state !== 'done') return;
    setTyped(EMPTY);
    if (answer.accountId !== undefined) document.getElementById(cardHeadingId(answer.accountId))?.focus();
  }, [answer?.ticket, answer?.state, answer?.accountId]);
  const isComplete = typed.url.trim() !== '' && typed.secret !== '';
  return (
    <form
      class="link-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWorking && isComplete) ask(typed);
        else if (!isComplete) address.current?.focus();
      }}
    >
      <h2>{t('options_account_title')}</h2>
      <p class="small">{t('options_account_lead')}</p>
      <AccountFields typed={typed} problem={isWorking ? undefined : answer?.problem} address={address} onInput={setTyped} />
      <p class="small">{t('options_account_hint')}</p>
      <button type="submit" class="button main fit" aria-disabled={isWorking || !isComplete} aria-busy={isWorking}>
        {t('options_account_button')}
      </button>
      <p role="status" class="small working">
        {isWorking && t('options_account_working')}
      </p>
    </form>
  );
}

interface AccountFieldsProps {
  readonly typed: typeof EMPTY;
  readonly problem: Failure | undefined;
  readonly address: RefObject<HTMLInputElement | null>;
  readonly onInput: (typed: typeof EMPTY) => void;
}

function AccountFields({ typed, problem, address, onInput }: AccountFieldsProps) {
  return (
    <>
      <Field
        id="account-url"
        word="options_account_url"
        describedBy="account-problem"
        value={typed.url}
        field={address}
        onInput={(url) => onInput({ ...typed, url })}
      />
      <div id="account-problem" role="alert">
        {problem !== undefined && <FailureNote failure={problem} reader="account" />}
      </div>
      <Field id="account-name" word="options_account_name" value={typed.name} onInput={(name) => onInput({ ...typed, name })} />
      <Field
        id="account-secret"
        word="options_account_secret"
        isSecret
        value={typed.secret}
        onInput={(secret) => onInput({ ...typed, secret })}
      />
    </>
  );
}

interface FieldProps {
  readonly id: string;
  readonly word: PlainKey;
  readonly value: string;
  readonly isSecret?: boolean;
  readonly describedBy?: string;
  readonly field?: RefObject<HTMLInputElement | null>;
  readonly onInput: (text: string) => void;
}

function Field({ id, word, value, isSecret = false, describedBy, field, onInput }: FieldProps) {
  const own = useRef<HTMLInputElement>(null);
  return (
    <>
      <label for={id}>{t(word)}</label>
      <input
        ref={field ?? own}
        id={id}
        {...(isSecret ? ({ type: 'password' } as const) : ({ type: 'text' } as const))}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        dir="ltr"
        maxLength={2048}
        value={value}
        aria-describedby={describedBy}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </>
  );
}

/** The answer to the last request, matched by `ticket`. */
function useAccountLinking(linking: AccountLinking | undefined, connection: number, send: Send) {
  const [asked, setAsked] = useState<{ readonly ticket: string; readonly connection: number }>();
  const answer = asked !== undefined && linking?.ticket === asked.ticket ? linking : undefined;
  // A new worker does not know the request, so the user must send it again.
  const isLost = answer === undefined && asked?.connection !== connection;
  const isWorking = asked !== undefined && !isLost && (answer === undefined || answer.state === 'working');
  const ask = (typed: typeof EMPTY) => {
    const ticket = crypto.randomUUID();
    if (send({ type: 'link-account', ticket, ...typed })) setAsked({ ticket, connection });
  };
  return { answer, isWorking, ask };
}
