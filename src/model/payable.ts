import type { Amount, Asset } from './amount.ts';

/** Who gets the money, as the payee's own servers say it. Names are untrusted text. */
export interface Payee {
  readonly walletAddress: string;
  readonly publicName?: string;
  readonly asset: Asset;
}

/** What the payee's own server says is due. */
export interface Payable {
  /** The canonical URL of the thing to pay, e.g. an incoming payment's `id`. */
  readonly url: string;
  /** Absent when the payee's wallet lets nobody but the payee read the payment in full: the sheet then says that it is unverified. */
  readonly payee?: Payee;
  /** True when the payee's wallet dealt with nobody who gave no name, and so was told the payer's wallet address. */
  readonly knowsPayer?: true;
  /** The payee's words for it. Untrusted text. */
  readonly description?: string;
  /** True when the payee is said to live at another host than the one that says so: it may claim to be somebody else. */
  readonly isSubjectElsewhere?: true;
  /** What is left to pay, in the payee's asset. Absent when the payee left the amount open or it cannot be read. */
  readonly due?: Amount;
  /** What the payee had received before we paid. */
  readonly received: Amount;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}
