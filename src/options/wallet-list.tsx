import { useLayoutEffect, useRef } from 'preact/hooks';
import type { OptionsView, OptionsWallet } from '../messages/options.ts';
import { t } from '../ui/i18n.ts';
import type { Send } from './send.ts';
import { WalletCard } from './wallet-card.tsx';

interface WalletListProps {
  readonly wallets: readonly OptionsWallet[];
  readonly allowing: OptionsView['allowing'];
  readonly orderWaits: boolean;
  readonly send: Send;
}

/** All wallets, linked or waiting. */
export function WalletList({ wallets, allowing, orderWaits, send }: WalletListProps) {
  useFocusAfterRemoval(wallets.length);
  if (wallets.length === 0) return null;
  return (
    <ul class="wallets" aria-label={t('options_linked_list')}>
      {wallets.map((wallet) => (
        <li key={wallet.id}>
          <WalletCard wallet={wallet} hasOthers={wallets.length > 1} allowing={allowing} orderWaits={orderWaits} send={send} />
        </li>
      ))}
    </ul>
  );
}

/** Unlinking a wallet removes the pressed button, so the page's heading gets the focus. */
function useFocusAfterRemoval(count: number): void {
  const last = useRef(count);
  useLayoutEffect(() => {
    const isFewer = count < last.current;
    last.current = count;
    if (isFewer && document.activeElement === document.body) document.querySelector<HTMLElement>('h1')?.focus();
  }, [count]);
}
