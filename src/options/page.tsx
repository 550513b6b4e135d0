import { useEffect, useRef, useState } from 'preact/hooks';
import { OPTIONS_PORT, type OptionsCommand, type OptionsView } from '../messages/options.ts';
import { Logo } from '../ui/logo.tsx';
import { titleOf, usePageTitle } from '../ui/use-page-title.ts';
import { useWorker } from '../ui/use-worker.ts';
import { type PlainKey, t } from '../ui/i18n.ts';
import { About } from './about.tsx';
import { HistoryView } from './history/history-view.tsx';
import { Nav } from './nav.tsx';
import { newsOf } from './news.ts';
import { parseOptionsView } from './parse-view.ts';
import { type RouteName, useRoute } from './route.ts';
import { SafetyView } from './safety/safety-view.tsx';
import { WalletsView } from './wallets-view.tsx';
import { WelcomeView } from './welcome-view.tsx';

/** Page titles, the same as the headings. */
const TITLES = {
  wallets: 'options_title',
  history: 'history_title',
  safety: 'options_safety_title',
  welcome: 'welcome_title',
} as const satisfies Record<RouteName, PlainKey>;

/** The options page: the wallets, the history and the security settings. */
export function Page() {
  const { view, connection, reconnecting, send } = useWorker<OptionsView, OptionsCommand>(OPTIONS_PORT, parseOptionsView);
  const news = useNews(view);
  const { place, receipt } = useRoute();
  // The title of the welcome page contains the extension's name already.
  usePageTitle(place === 'welcome' ? t(TITLES.welcome) : titleOf(TITLES[place]));
  return (
    <div class={reconnecting ? 'page away' : 'page'} aria-busy={view === undefined || reconnecting}>
      <header class="top">
        <Logo />
        <span>{t('appName')}</span>
        <Nav place={place} />
      </header>
      {place === 'history' && <HistoryView wanted={receipt} />}
      {place === 'welcome' && (
        <WelcomeView view={view} connection={connection} news={reconnecting ? t('ui_reconnecting') : news} send={send} />
      )}
      {place === 'safety' && <SafetyView />}
      {place === 'wallets' && (
        <>
          <WalletsView view={view} connection={connection} news={reconnecting ? t('ui_reconnecting') : news} send={send} />
          <About />
        </>
      )}
    </div>
  );
}

/** The latest change. What was there when the page opened is not a change. */
function useNews(view: OptionsView | undefined): string {
  const [news, setNews] = useState('');
  const last = useRef<OptionsView>(undefined);
  useEffect(() => {
    if (view === undefined) return;
    const latest = last.current === undefined ? '' : newsOf(last.current, view);
    last.current = view;
    if (latest !== '') setNews(latest);
  }, [view]);
  return news;
}
