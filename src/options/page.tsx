import { useEffect, useRef, useState } from 'preact/hooks';
import { OPTIONS_PORT, type OptionsCommand, type OptionsView } from '../messages/options.ts';
import { Mark } from '../ui/mark.tsx';
import { useWorker } from '../ui/use-worker.ts';
import { say } from '../ui/words.ts';
import { About } from './about.tsx';
import { LinkForm } from './link-form.tsx';
import { newsOf } from './news.ts';
import { parseOptionsView } from './parse-view.ts';
import { WalletList } from './wallet-list.tsx';

/** The page of the wallets: link one, give it its key, keep them in order. */
export function Page() {
  const { view, connection, reconnecting, send } = useWorker<OptionsView, OptionsCommand>(OPTIONS_PORT, parseOptionsView);
  const news = useNews(view);
  const wallets = view?.wallets ?? [];
  return (
    <div class={reconnecting ? 'page away' : 'page'} aria-busy={view === undefined || reconnecting}>
      <header class="top">
        <Mark />
        <span>{say('appName')}</span>
      </header>
      <main>
        <div class="intro">
          <h1 tabIndex={-1} data-heading>
            {say('options_title')}
          </h1>
          <p>{say('options_lead')}</p>
        </div>
        {view?.orderWaits === true && (
          <p class="note warn">
            <b>{say('options_order_waits_title')}</b>
            {say('options_order_waits_text')}
          </p>
        )}
        {/* Always there, as screen readers hear only what changes inside a region that they know. */}
        <p role="status" class={news === '' ? 'unseen' : 'note ok news'}>
          {reconnecting ? say('ui_reconnecting') : news}
        </p>
        <WalletList wallets={wallets} send={send} />
        {view !== undefined && <LinkForm linking={view.linking} connection={connection} isFirst={wallets.length === 0} send={send} />}
      </main>
      <About />
    </div>
  );
}

/** The latest news, until the next; what already was there when the page opened is none. */
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
