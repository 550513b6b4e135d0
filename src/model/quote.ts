import type { Amount } from './amount.ts';

/**
 * The price as the payer's wallet quotes it. A wallet makes at most one outgoing payment with one quote, so the quote's id is the
 * idempotency key.
 */
export interface Quote {
  /** URL of the quote at the payer's wallet. */
  readonly id: string;
  readonly walletId: string;
  /** The exact debit of the payer's account, in the payer's asset, fees included. */
  readonly debit: Amount;
  /** True if `debit` is a maximum; the receipt then has the actual debit. */
  readonly isDebitMost?: true;
  /** The exact received amount, in the payee's asset. */
  readonly receive: Amount;
  /** The sent amount before fees, in the payer's asset, if the wallet gives it. */
  readonly sent?: Amount;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Minimum milliseconds by which the computer's clock was ahead of the wallet's, if the wallet gives the quote's creation time. */
  readonly clockAhead?: number;
}
