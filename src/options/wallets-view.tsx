import type { OptionsView } from '../messages/options.ts';
import { say } from '../ui/words.ts';
import { AccountForm } from './account-form.tsx';
import { AccountList } from './account-list.tsx';
import { LinkForm } from './link-form.tsx';
import type { Send } from './send.ts';
import { WalletList } from './wallet-list.tsx';

interface WalletsViewProps {
  readonly view: OptionsView | undefined;
  readonly connection: number;
  /** What changed last, in a sentence. */
  readonly news: string;
  readonly send: Send;
}

/** Link a wallet, give it its key, keep them in order. */
export function WalletsView({ view, connection, news, send }: WalletsViewProps) {
  const wallets = view?.wallets ?? [];
  return (
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
        {news}
      </p>
      {view?.damaged?.map((address) => (
        <p key={address} class="note warn">
          <b>{say('options_damaged_title', { name: address })}</b>
          {say('options_damaged_text')}
        </p>
      ))}
      <WalletList wallets={wallets} allowing={view?.allowing} send={send} />
      {view !== undefined && <AccountList accounts={view.accounts ?? []} send={send} />}
      {view !== undefined && <LinkForm linking={view.linking} connection={connection} isFirst={wallets.length === 0} send={send} />}
      {view !== undefined && <AccountForm linking={view.linkingAccount} connection={connection} send={send} />}
    </main>
  );
}
