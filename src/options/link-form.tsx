import { useEffect, useRef, useState } from 'preact/hooks';
import type { OptionsView } from '../messages/options.ts';
import type { Failure } from '../ui/error-words.tsx';
import { Translated } from '../ui/translated.tsx';
import { cleanText } from '../ui/untrusted-text.ts';
import { Untrusted } from '../ui/untrusted.tsx';
import { t, type PlainKey } from '../ui/i18n.ts';
import { AddressField } from './address-field.tsx';
import { AllowOrigins } from './allow-origins.tsx';
import { cardHeadingId } from './ids.ts';
import type { Send } from './send.ts';

interface LinkFormProps {
  readonly title: PlainKey;
  readonly linking: OptionsView['linking'];
  readonly connection: number;
  readonly send: Send;
}

/** A form for a wallet address. The input stays until the wallet is found. */
export function LinkForm({ title, linking, connection, send }: LinkFormProps) {
  const [address, setAddress] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const { answer, isWorking, ask } = useLinking(linking, connection, send);
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (answer?.state === 'done') {
      setAddress('');
      if (answer.walletId !== undefined) document.getElementById(cardHeadingId(answer.walletId))?.focus();
    }
    if (answer?.state === 'failed') field.current?.focus();
  }, [answer?.ticket, answer?.state, answer?.walletId]);

  const problem = isWorking || isEmpty ? undefined : answer?.problem;
  const link = () => {
    setEmpty(address.trim() === '');
    if (address.trim() !== '') ask(address.trim());
    else field.current?.focus();
  };
  return (
    <form
      class="card link-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWorking) link();
      }}
    >
      <h2>{t(title)}</h2>
      <AddressField
        field={field}
        address={address}
        isEmpty={isEmpty}
        problem={problem}
        onInput={(typed) => {
          setAddress(typed);
          setEmpty(false);
        }}
      />
      <RedirectedLink problem={problem} onLink={ask} />
      {!isWorking && answer?.permissionFor !== undefined && <AllowOrigins origins={answer.permissionFor} onAllowed={link} />}
      <button type="submit" class="button main fit" aria-disabled={isWorking} aria-busy={isWorking}>
        {t('options_link_button')}
      </button>
      <p role="status" class="small working">
        {isWorking && <Translated word="options_link_working" with={{ host: <Untrusted text={address} /> }} />}
      </p>
    </form>
  );
}

/** The wallet to which the typed address redirects. The user must confirm it before it is linked. */
function RedirectedLink({ problem, onLink }: { readonly problem: Failure | undefined; readonly onLink: (address: string) => void }) {
  const address = problem?.code === 'address-leads-on' ? problem.params['actual'] : undefined;
  if (address === undefined) return null;
  return (
    <button type="button" class="button" onClick={() => onLink(address)}>
      {t('options_link_led', { name: cleanText(address, 300) })}
    </button>
  );
}

/** The answer to the last request, matched by `ticket`. */
function useLinking(linking: OptionsView['linking'], connection: number, send: Send) {
  const [asked, setAsked] = useState<{ readonly ticket: string; readonly connection: number }>();
  const answer = asked !== undefined && linking?.ticket === asked.ticket ? linking : undefined;
  // A new worker does not know the request, so the user must send it again.
  const isLost = answer === undefined && asked?.connection !== connection;
  const isWorking = asked !== undefined && !isLost && (answer === undefined || answer.state === 'working');
  const ask = (address: string) => {
    const ticket = crypto.randomUUID();
    if (send({ type: 'link', ticket, address })) setAsked({ ticket, connection });
  };
  return { answer, isWorking, ask };
}
