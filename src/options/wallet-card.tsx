import type { OptionsView, OptionsWallet } from '../messages/options.ts';
import { cleanText } from '../ui/untrusted-text.ts';
import { Untrusted } from '../ui/untrusted.tsx';
import { walletLabel } from '../ui/wallet-label.ts';
import { t } from '../ui/i18n.ts';
import { Allowance } from './allowance/allowance.tsx';
import { cardHeadingId } from './ids.ts';
import { KeyState } from './key-state.tsx';
import type { Send } from './send.ts';
import { StatusChip } from './status-chip.tsx';
import { WalletActions } from './wallet-actions.tsx';

interface WalletCardProps {
  readonly wallet: OptionsWallet;
  readonly hasOthers: boolean;
  readonly allowing: OptionsView['allowing'];
  readonly orderWaits: boolean;
  readonly send: Send;
}

/** A wallet: its owner, its status and its buttons. */
export function WalletCard({ wallet, hasOthers, allowing, orderWaits, send }: WalletCardProps) {
  const headingId = cardHeadingId(wallet.id);
  return (
    <section class="card" aria-labelledby={headingId} data-status={wallet.status}>
      <div class="card-head">
        <h2 id={headingId} tabIndex={-1} data-heading>
          <Untrusted text={walletLabel(wallet)} />
        </h2>
        <p class="chips">
          {wallet.isDefault && <span class="chip">{t('options_default')}</span>}
          <StatusChip status={wallet.status} />
        </p>
      </div>
      <dl class="facts">
        <div>
          <dt>{t('options_address')}</dt>
          <dd>
            <bdi dir="ltr">{cleanText(wallet.address, 300)}</bdi>
          </dd>
        </div>
        <div>
          <dt>{t('options_currency')}</dt>
          <dd>
            <bdi>{cleanText(wallet.asset.code, 12)}</bdi>
          </dd>
        </div>
      </dl>
      <KeyState wallet={wallet} send={send} />
      <Allowance wallet={wallet} allowing={allowing} orderWaits={orderWaits} send={send} />
      <WalletActions wallet={wallet} hasOthers={hasOthers} send={send} />
    </section>
  );
}
