import type { SheetWallet } from '../messages/sheet.ts';
import { t } from '../ui/i18n.ts';
import { WalletName } from './wallet-name.tsx';

interface WalletListProps {
  readonly wallets: readonly SheetWallet[];
  readonly current: string | undefined;
  readonly onChoose: (wallet: SheetWallet) => void;
}

/**
 * The linked wallets as buttons. Not a radio group: choosing requests a quote, which must not happen while the user moves through the list.
 */
export function WalletList({ wallets, current, onChoose }: WalletListProps) {
  return (
    <ul class="choices" aria-label={t('sheet_wallets')}>
      {wallets.map((wallet) => (
        <li key={wallet.id}>
          <button type="button" class="choice" aria-current={wallet.id === current ? 'true' : undefined} onClick={() => onChoose(wallet)}>
            <WalletName wallet={wallet} />
          </button>
        </li>
      ))}
    </ul>
  );
}
