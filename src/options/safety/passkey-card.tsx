import { useState } from 'preact/hooks';
import type { SafetyCommand, SafetyView } from '../../messages/safety.ts';
import { askPasskey, makePasskey } from '../../ui/passkey.ts';
import { t } from '../../ui/i18n.ts';
import { Answer } from './answer.tsx';

interface PasskeyCardProps {
  readonly view: SafetyView;
  readonly send: (command: SafetyCommand) => boolean;
}

/** Creates the passkey, or removes it, authorised by that passkey. */
export function PasskeyCard({ view: { passkey, challenge, answer, waitUntil }, send }: PasskeyCardProps) {
  const [ticket, setTicket] = useState('');
  const [isUnanswered, setUnanswered] = useState(false);
  const tell = (command: SafetyCommand | undefined) => {
    setUnanswered(command === undefined);
    if (command !== undefined && send(command)) setTicket(command.ticket);
  };
  const add = async () => {
    const registration = await makePasskey(challenge, t('appName'));
    tell(registration && { type: 'add-passkey', ticket: crypto.randomUUID(), registration });
  };
  const remove = async () => {
    const assertion = passkey && (await askPasskey(passkey));
    tell(assertion && { type: 'remove-passkey', ticket: crypto.randomUUID(), assertion });
  };
  return (
    <section class="card" aria-labelledby="passkey">
      <h2 id="passkey">{t('options_safety_passkey_title')}</h2>
      <p>{t(passkey === undefined ? 'options_safety_passkey_none' : 'options_safety_passkey_some')}</p>
      <button type="button" class="button fit" onClick={() => void (passkey === undefined ? add() : remove())}>
        {t(passkey === undefined ? 'options_safety_passkey_add' : 'options_safety_passkey_remove')}
      </button>
      <Answer answer={isUnanswered ? { ticket, state: 'failed' } : answer?.ticket === ticket ? answer : undefined} waitUntil={waitUntil} />
    </section>
  );
}
