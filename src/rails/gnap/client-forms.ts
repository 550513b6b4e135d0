import type { PayerWallet } from '../../model/payer-wallet.ts';
import type { ClientForm } from './grant.ts';
import { keyOfWallet } from './keys.ts';

/**
 * The forms of `client` for the payer's own wallet: the address as a string, which all current servers accept, and as an object for servers
 * that no longer accept the string.
 */
export function payerForms(wallet: PayerWallet): readonly ClientForm[] {
  const key = keyOfWallet(wallet);
  return [
    { client: wallet.address, key },
    { client: { walletAddress: wallet.address }, key },
  ];
}
