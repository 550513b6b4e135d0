/** Id of a wallet's heading, for labels and the focus. */
export function cardHeadingId(walletId: string): string {
  return `wallet-${walletId}`;
}
