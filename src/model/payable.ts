import type { Amount, Asset } from './amount.ts';
import type { ReturnUrls, SignedOrder } from './signed-order.ts';

/** The payee as its own servers describe it. Names are untrusted text. */
export interface Payee {
  readonly walletAddress: string;
  readonly publicName?: string;
  readonly asset: Asset;
}

/** The due payment as the payee's server describes it. */
export interface Payable {
  /** The canonical URL of the payable, such as an incoming payment's `id`. */
  readonly url: string;
  /** Absent if the payee's wallet gives access to the public fields only: the sheet then shows the payee as unverified. */
  readonly payee?: Payee;
  /** True if the payee's wallet required an identity and so knows the payer's wallet address. */
  readonly knowsPayer?: true;
  /** The payee's description. Untrusted text. */
  readonly description?: string;
  /** True if the payee's address is on another host than the server that names it: the claim may be false. */
  readonly isSubjectElsewhere?: true;
  /** The order that this pays, if its merchant signed it. */
  readonly order?: SignedOrder;
  readonly returnUrls?: ReturnUrls;
  /** The remaining amount in the payee's asset. Absent if the payee gives no amount or it cannot be read. */
  readonly due?: Amount;
  /** The amount that the payee had received before our payment. */
  readonly received: Amount;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}
