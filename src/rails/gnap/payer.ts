import type { PayerWallet } from '../../model/payer-wallet.ts';
import type { ClientForm } from './grant.ts';
import { keyOfWallet } from './keys.ts';

/** How the payer's own wallet is asked: by the address as a string, which every server takes; by an object where the string is gone. */
export function payerForms(wallet: PayerWallet): readonly ClientForm[] {
  const key = keyOfWallet(wallet);
  return [
    { client: wallet.address, key },
    { client: { walletAddress: wallet.address }, key },
  ];
}
