import type { OptionsView } from '../messages/options.ts';
import { t } from '../ui/i18n.ts';
import { AccountForm } from './account-form.tsx';
import { AccountList } from './account-list.tsx';
import { ProviderList } from './get-wallet.tsx';
import { LinkForm } from './link-form.tsx';
import { News } from './news-line.tsx';
import type { Send } from './send.ts';
import { WalletList } from './wallet-list.tsx';

export interface WalletsViewProps {
  readonly view: OptionsView | undefined;
  readonly connection: number;
  /** The latest change in a sentence. */
  readonly news: string;
  readonly send: Send;
}

/** Links and manages wallets. */
export function WalletsView({ view, connection, news, send }: WalletsViewProps) {
  const wallets = view?.wallets ?? [];
  return (
    <main>
      <div class="intro">
        <h1 tabIndex={-1} data-heading>
          {t('options_title')}
        </h1>
        <p>{t('options_lead')}</p>
      </div>
      {view?.orderWaits === true && (
        <p class="note warn">
          <b>{t('options_order_waits_title')}</b>
          {t('options_order_waits_text')}
        </p>
      )}
      <News text={news} />
      {view?.damaged?.map((address) => (
        <p key={address} class="note warn">
          <b>{t('options_damaged_title', { name: address })}</b>
          {t('options_damaged_text')}
        </p>
      ))}
      <WalletList wallets={wallets} allowing={view?.allowing} orderWaits={view?.orderWaits ?? false} send={send} />
      {view !== undefined && <AccountList accounts={view.accounts ?? []} send={send} />}
      {view !== undefined && <LinkParts view={view} connection={connection} send={send} />}
    </main>
  );
}

type LinkPartsProps = Omit<WalletsViewProps, 'view' | 'news'> & { readonly view: OptionsView };

/** The forms for linking. The one for accounts at connectors is collapsed, because few users need it. */
function LinkParts({ view, connection, send }: LinkPartsProps) {
  const isFirst = view.wallets.length === 0;
  return (
    <>
      <LinkForm
        title={isFirst ? 'options_link_title_first' : 'options_link_title_more'}
        linking={view.linking}
        connection={connection}
        send={send}
      />
      {isFirst && (
        <details class="card fold">
          <summary>{t('options_no_wallet_yet')}</summary>
          <p>{t('welcome_get_text')}</p>
          <ProviderList />
        </details>
      )}
      <details class="card fold">
        <summary>{t('options_other_ways')}</summary>
        <AccountForm linking={view.linkingAccount} connection={connection} send={send} />
      </details>
    </>
  );
}
