import type { SheetWallet } from '../messages/sheet.ts';
import { cleanHost, cleanText } from '../ui/untrusted-text.ts';
import { Host } from '../ui/host.tsx';
import { Untrusted } from '../ui/untrusted.tsx';
import { walletLabel } from '../ui/wallet-label.ts';

/** A wallet as people know it: its name, else its host, and its currency. */
export function WalletName({ wallet }: { readonly wallet: SheetWallet }) {
  const label = walletLabel(wallet);
  return (
    <span class="end-who">
      <b>
        <Untrusted text={label} /> · <bdi>{cleanText(wallet.asset.code, 12)}</bdi>
      </b>
      {label !== cleanHost(wallet.host) && (
        <small>
          <Host host={wallet.host} />
        </small>
      )}
    </span>
  );
}
