import { useEffect, useRef, useState } from 'preact/hooks';
import type { SheetWallet } from '../messages/sheet.ts';
import { t } from '../ui/i18n.ts';
import type { FaceProps } from './face.ts';
import { WalletList } from './wallet-list.tsx';
import { WalletName } from './wallet-name.tsx';

/** The wallet that pays, and the other wallets behind "Change". */
export function WalletPicker({ payment, send }: FaceProps) {
  const { wallet, wallets, paymentId } = payment;
  const [isOpen, setOpen] = useState(false);
  const change = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOpen) list.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const choose = (chosen: SheetWallet) => {
    setOpen(false);
    change.current?.focus();
    if (chosen.id !== wallet?.id) send({ type: 'choose-wallet', paymentId, walletId: chosen.id });
  };
  return (
    <div class="end from">
      <p class="end-name">{t('sheet_from')}</p>
      {wallet === undefined ? <span class="bone wide" aria-hidden="true" /> : <WalletName wallet={wallet} />}
      {wallets.length > 1 && (
        <button
          ref={change}
          type="button"
          class="link"
          aria-expanded={isOpen}
          aria-controls="wallets"
          aria-label={t('sheet_change_wallet_name')}
          onClick={() => setOpen(!isOpen)}
        >
          {t('sheet_change_wallet')}
        </button>
      )}
      <div ref={list} id="wallets" class="picker" hidden={!isOpen}>
        {isOpen && <WalletList wallets={wallets} current={wallet?.id} onChoose={choose} />}
      </div>
    </div>
  );
}
