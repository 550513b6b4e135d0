import type { SheetWallet } from '../messages/sheet.ts';
import { cleanText } from '../ui/untrusted-text.ts';
import { Host } from '../ui/host.tsx';
import { Untrusted } from '../ui/untrusted.tsx';

/** A wallet's host, which is unique, and its currency. The owner's name for it is shown small below. */
export function WalletName({ wallet }: { readonly wallet: SheetWallet }) {
  const name = cleanText(wallet.name ?? '');
  return (
    <span class="end-who">
      <b>
        <Host host={wallet.host} />{' '}
        <span class="unit">
          · <bdi>{cleanText(wallet.asset.code, 12)}</bdi>
        </span>
      </b>
      {name !== '' && (
        <small>
          <Untrusted text={name} />
        </small>
      )}
    </span>
  );
}
