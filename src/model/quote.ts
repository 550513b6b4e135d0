import type { Amount } from './amount.ts';

/** What it costs, as the payer's wallet says it. A wallet makes at most one outgoing payment from one quote, so its id is the key of the effect. */
export interface Quote {
  /** URL of the quote at the payer's wallet. */
  readonly id: string;
  readonly walletId: string;
  /** Exactly what leaves the payer's account, in the payer's asset, fees included. */
  readonly debit: Amount;
  /** True where `debit` is the most that can leave the account, and the receipt says what did. */
  readonly isDebitMost?: true;
  /** Exactly what arrives, in the payee's asset. */
  readonly receive: Amount;
  /** What is sent before fees, in the payer's asset, where the wallet says so. */
  readonly sent?: Amount;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** How far the computer's clock was ahead of the wallet's at least, in milliseconds, where the wallet says when it made the quote. */
  readonly clockAhead?: number;
}
