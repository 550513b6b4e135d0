import type { Asset } from '../../money/amount.ts';

/** Who receives packets from the connector: the server's name, and the asset that the account is kept in. */
export interface Recipient {
  readonly wallet: string;
  readonly asset: Asset;
}

/** How a server takes packets for its incoming payments and invoices. Amounts are in their smallest units. */
export interface Intake {
  /** Whether one takes this much more; asked before each packet. */
  admits(incomingPayment: string, amount: bigint): boolean;
  /** The maximum that a STREAM receiver announces; no limit of its own without it. */
  maximum?(incomingPayment: string): bigint | undefined;
  /** Delays the packets of a slow one. */
  pause?(incomingPayment: string): Promise<void>;
}
