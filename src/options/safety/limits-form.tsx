import { useState } from 'preact/hooks';
import type { SafetyCommand, SafetyField, SafetyView } from '../../messages/safety.ts';
import { askPasskey } from '../../ui/passkey.ts';
import { t } from '../../ui/i18n.ts';
import { Answer } from './answer.tsx';
import { LimitFields } from './limit-fields.tsx';
import { LockField } from './lock-field.tsx';
import { readLimits, shownLimits, type TypedLimits, type WrongLimit } from './typed-limits.ts';

interface LimitsFormProps {
  readonly view: SafetyView;
  readonly send: (command: SafetyCommand) => boolean;
}

/** The spending limits by currency, and the lock. The input stays until it is saved. */
export function LimitsForm({ view, send }: LimitsFormProps) {
  const [typed, setTyped] = useState<TypedLimits>({});
  const [wrong, setWrong] = useState<WrongLimit>();
  const [lock, setLock] = useState<number | null>();
  const [ticket, setTicket] = useState('');
  const lockAfter = lock === undefined ? (view.lockAfter ?? null) : lock;

  const type = (currency: string, name: SafetyField, text: string) =>
    setTyped((before) => ({ ...before, [currency]: { ...before[currency], [name]: text } }));
  const save = async () => {
    const limits = readLimits(view.limits, typed);
    setWrong('typed' in limits ? limits : undefined);
    if ('typed' in limits) return;
    const fresh = crypto.randomUUID();
    const assertion = view.passkey && (await askPasskey(view.passkey));
    if (send({ type: 'save', ticket: fresh, limits, lockAfter, ...(assertion ? { assertion } : {}) })) setTicket(fresh);
  };
  if (view.limits.length === 0) return <p class="note">{t('options_safety_no_wallet')}</p>;
  const answer = wrong === undefined && view.answer?.ticket === ticket ? view.answer : undefined;
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {view.limits.map((one) => (
        <LimitFields
          key={one.currency}
          limits={shownLimits(one, typed)}
          wrong={wrong?.currency === one.currency ? wrong : undefined}
          hasPasskey={view.passkey !== undefined}
          problem={answer?.field?.currency === one.currency ? answer.field : undefined}
          onInput={(name, text) => type(one.currency, name, text)}
        />
      ))}
      {view.passkey !== undefined && <LockField minutes={lockAfter} onChange={setLock} />}
      <button type="submit" class="button main fit">
        {t('options_safety_save')}
      </button>
      <Answer answer={answer} waitUntil={view.waitUntil} />
    </form>
  );
}
