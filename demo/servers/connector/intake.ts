import type { Asset } from '../../money/amount.ts';

/** A receiver of packets from the connector: the server's name and the account's asset. */
export interface Recipient {
  readonly wallet: string;
  readonly asset: Asset;
}

/** How a server accepts packets for its incoming payments and invoices. Amounts are in smallest units. */
export interface Intake {
  /** Whether the incoming payment accepts this amount; called before each packet. */
  admits(incomingPayment: string, amount: bigint): boolean;
  /** The maximum that a STREAM receiver announces; unlimited by default. */
  maximum?(incomingPayment: string): bigint | undefined;
  /** Delays the packets of a slow receiver. */
  pause?(incomingPayment: string): Promise<void>;
}
