import { useEffect, useState } from 'preact/hooks';
import { browser } from '../platform/browser.ts';
import { t } from '../ui/i18n.ts';
import { ProviderList } from './get-wallet.tsx';
import { LinkForm } from './link-form.tsx';
import { News } from './news-line.tsx';
import { WalletList } from './wallet-list.tsx';
import type { WalletsViewProps } from './wallets-view.tsx';

/** Opens once after the installation: what the extension is, how to start with and without a wallet, and where its icon is. */
export function WelcomeView({ view, connection, news, send }: WalletsViewProps) {
  const wallets = view?.wallets ?? [];
  return (
    <main>
      <div class="intro">
        <h1 tabIndex={-1} data-heading>
          {t('welcome_title')}
        </h1>
        <p>
          {t('welcome_what')} {t('welcome_how')} {t('welcome_who')}
        </p>
      </div>
      <News text={news} />
      <WalletList wallets={wallets} allowing={view?.allowing} orderWaits={view?.orderWaits ?? false} send={send} />
      {view !== undefined && (
        <LinkForm
          title={wallets.length === 0 ? 'welcome_have_title' : 'options_link_title_more'}
          linking={view.linking}
          connection={connection}
          send={send}
        />
      )}
      {wallets.length === 0 && (
        <section class="card">
          <h2>{t('welcome_get_title')}</h2>
          <p>{t('welcome_get_text')}</p>
          <ProviderList />
          <p>{t('welcome_get_after')}</p>
        </section>
      )}
      <section class="card">
        <h2>{t('welcome_try_title')}</h2>
        <p>{t('welcome_practice_text')}</p>
        <button type="button" class="button main fit" onClick={() => send({ type: 'practice' })}>
          {t('welcome_practice_button')}
        </button>
        <p>{t('welcome_try_text')}</p>
        <ProviderList isTest />
        <p class="small">{t('welcome_try_source')}</p>
      </section>
      <PinHint />
    </main>
  );
}

/** Says where the icon is, because browsers hide new ones. */
function PinHint() {
  const isPinned = useIsPinned();
  return (
    <section class="card">
      <h2>{t('welcome_pin_title')}</h2>
      <p>{t(isPinned ? 'welcome_pinned' : 'welcome_pin_text')}</p>
    </section>
  );
}

/** Whether the icon is pinned to the toolbar. There is no event, so it is read again when the window gets the focus. */
function useIsPinned(): boolean {
  const [isPinned, setPinned] = useState(false);
  useEffect(() => {
    const life = new AbortController();
    const ask = () =>
      void browser.action.getUserSettings().then(
        ({ isOnToolbar }) => setPinned(isOnToolbar ?? false),
        () => undefined,
      );
    ask();
    window.addEventListener('focus', ask, { signal: life.signal });
    return () => life.abort();
  }, []);
  return isPinned;
}
