import { isForHost } from '../../ui/is-for-host.ts';
import { PRIVACY_PORT, type PrivacyCommand, type PrivacyView, type AllowedPayee } from '../../messages/privacy.ts';
import { Host } from '../../ui/host.tsx';
import { Translated } from '../../ui/translated.tsx';
import { formatDay } from '../../ui/time.ts';
import { Untrusted } from '../../ui/untrusted.tsx';
import { cleanHost, cleanText } from '../../ui/untrusted-text.ts';
import { useWorker } from '../../ui/use-worker.ts';
import { t } from '../../ui/i18n.ts';
import { parsePrivacyView } from './parse-privacy-view.ts';

/** What is disclosed before an approval: a switch, and the payees that may know a wallet address. */
export function PrivacyCard() {
  const { view, send } = useWorker<PrivacyView, PrivacyCommand>(PRIVACY_PORT, parsePrivacyView);
  if (view === undefined) return null;
  const { asksBeforeContact, told } = view;
  return (
    <section class="card" aria-labelledby="privacy">
      <h2 id="privacy">{t('options_privacy_title')}</h2>
      <p>{t('options_privacy_lead')}</p>
      <label class="switch">
        <input
          type="checkbox"
          checked={asksBeforeContact}
          aria-describedby="privacy-ask-hint"
          onChange={(event) => send({ type: 'ask-before-contact', isOn: event.currentTarget.checked })}
        />
        <span>{t('options_privacy_ask')}</span>
      </label>
      <p id="privacy-ask-hint" class="small">
        {t('options_privacy_ask_hint')}
      </p>
      <h3 id="told" class="told-title">
        {t('options_privacy_told_title')}
      </h3>
      {told.length === 0 ? (
        <p class="small">{t('options_privacy_told_none')}</p>
      ) : (
        <ul class="told" aria-labelledby="told">
          {told.map((one) => (
            <AllowedDisclosures
              key={JSON.stringify(one.disclosure)}
              one={one}
              onForget={() => send({ type: 'forget', disclosure: one.disclosure })}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function AllowedDisclosures({
  one: { disclosure, payeeHost, wallet, at },
  onForget,
}: {
  readonly one: AllowedPayee;
  readonly onForget: () => void;
}) {
  const name = wallet === undefined ? t('options_privacy_gone_wallet') : <Untrusted text={wallet} />;
  return (
    <li>
      <div>
        <b>
          {isForHost(disclosure) ? (
            <Translated word="options_privacy_told_host" with={{ host: <Host host={payeeHost} /> }} />
          ) : (
            <Untrusted text={disclosure.payee} />
          )}
        </b>
        <small>
          <Translated word="options_privacy_told_since" with={{ name, time: formatDay(at) }} />
        </small>
      </div>
      <button
        type="button"
        class="link"
        aria-label={t('options_privacy_forget_name', { host: isForHost(disclosure) ? cleanHost(payeeHost) : cleanText(disclosure.payee) })}
        onClick={onForget}
      >
        {t('options_privacy_forget')}
      </button>
    </li>
  );
}
