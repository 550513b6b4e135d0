/** Faults in meaning: a wallet answers with well-formed lies, or stops doing its job. */
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
  /** The payer's wallet answers that nothing was sent, whatever it sent. */
  'sent-amount-zero',
  /** The payer's wallet answers that it debits a tenth more than it was told to. */
  'debit-beyond-quote',
  /** The payer's wallet answers that nothing of it was delivered, whatever was. */
  'delivered-amount-zero',
  'result-grant-invalid',
  /** The owner's answer at the wallet counts as a refusal, whatever they pressed. */
  'result-grant-rejected',
  /** The payment fails before anything was sent. */
  'settlement-fails',
  /** About half is sent; then the payment fails. */
  'settlement-in-part',
] as const;

export type WalletFault = (typeof walletFaults)[number];
