/** The id of a wallet's heading in the page, for labels and for moving the focus there. */
export function cardHeadingId(walletId: string): string {
  return `wallet-${walletId}`;
}
