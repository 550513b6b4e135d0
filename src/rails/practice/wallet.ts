import type { Payer } from '../../model/payer-wallet.ts';
import { PLAY_MONEY } from './shop.ts';

const ADDRESS = 'https://wallet.practice.example/you';

/** The make-believe wallet: it holds nothing, and pays what its page was told to. */
export const WALLET: Payer = {
  id: ADDRESS,
  address: ADDRESS,
  publicName: 'Practice wallet',
  asset: PLAY_MONEY,
};

const PAGE = 'src/rails/practice/wallet-page/index.html';
export type WalletAnswer = 'approve' | 'decline';

/** The address of the wallet's page. @param visit names one visit, so that the way back from another counts for nothing. */
export function pageUrl(ownPages: string, visit: string): string {
  return `${ownPages}${PAGE}?visit=${visit}`;
}

/** The address to which the wallet's page at `url` sends the user back: its own, with the answer. @param answer empty for how all of them begin. */
export function returnUrlOf(url: string, answer: WalletAnswer | ''): string {
  return `${url}&finish=${answer}`;
}
