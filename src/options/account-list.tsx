import { useState } from 'preact/hooks';
import type { OptionsAccount } from '../messages/options.ts';
import { Translated } from '../ui/translated.tsx';
import { cleanText } from '../ui/untrusted-text.ts';
import { Untrusted } from '../ui/untrusted.tsx';
import { walletLabel } from '../ui/wallet-label.ts';
import { t } from '../ui/i18n.ts';
import { cardHeadingId } from './ids.ts';
import { Question } from './question.tsx';
import type { Send } from './send.ts';

interface AccountListProps {
  readonly accounts: readonly OptionsAccount[];
  readonly send: Send;
}

/** The Interledger accounts from which the extension sends packets itself. */
export function AccountList({ accounts, send }: AccountListProps) {
  if (accounts.length === 0) return null;
  return (
    <ul class="wallets" aria-label={t('options_account_list')}>
      {accounts.map((account) => (
        <li key={account.id}>
          <AccountCard account={account} send={send} />
        </li>
      ))}
    </ul>
  );
}

function AccountCard({ account, send }: { readonly account: OptionsAccount; readonly send: Send }) {
  const [isAsking, setAsking] = useState(false);
  const headingId = cardHeadingId(account.id);
  const name = <Untrusted text={walletLabel(account)} />;
  return (
    <section class="card" aria-labelledby={headingId}>
      <div class="card-head">
        <h2 id={headingId} tabIndex={-1} data-heading>
          {name}
        </h2>
        <p class="chips">
          <span class="chip">{t('options_account_chip')}</span>
        </p>
      </div>
      <dl class="facts">
        <div>
          <dt>{t('options_account_url')}</dt>
          <dd>
            <bdi dir="ltr">{cleanText(account.url, 300)}</bdi>
          </dd>
        </div>
        <div>
          <dt>{t('options_currency')}</dt>
          <dd>
            <bdi>{cleanText(account.asset.code, 12)}</bdi>
          </dd>
        </div>
      </dl>
      {isAsking ? (
        <Question
          level={3}
          title={<Translated word="options_unlink_title" with={{ name }} />}
          text={t('options_account_unlink_text')}
          yes={t('options_account_unlink_yes')}
          no={t('options_account_keep')}
          onYes={() => send({ type: 'unlink-account', accountId: account.id })}
          onNo={() => setAsking(false)}
        />
      ) : (
        <button type="button" class="button" onClick={() => setAsking(true)}>
          {t('options_account_unlink')}
        </button>
      )}
    </section>
  );
}
