/** Faults in which a wallet gives valid but wrong responses, or does not do its job. */
export const walletFaults = [
  'wrong-hash',
  'bare-plus',
  'wider-limits',
  'other-identifier',
  'extra-access',
  'quote-receive-amount',
  'quote-receive-asset',
  'quote-debit-rises',
  'key-removed',
  'clock-skew',
  'jwk-refused',
  'settlement-stalls',
  /** The payer's wallet reports that nothing was sent. */
  'sent-amount-zero',
  /** The payer's wallet reports a debit that is 10 % higher than requested. */
  'debit-beyond-quote',
  /** The payer's wallet reports that nothing was delivered. */
  'delivered-amount-zero',
  'result-grant-invalid',
  /** The owner's decision counts as a refusal. */
  'result-grant-rejected',
  /** The payment fails before anything was sent. */
  'settlement-fails',
  /** About half is sent; then the payment fails. */
  'settlement-in-part',
] as const;

export type WalletFault = (typeof walletFaults)[number];
