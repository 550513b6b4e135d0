import type { Asset } from '../../money/amount.ts';

/** Whose account at the far end of the connector: the bank's name, and the asset it is kept in. */
export interface Recipient {
  readonly wallet: string;
  readonly asset: Asset;
}

/** How a bank takes packets to its incoming payments and invoices. Amounts are in their smallest units. */
export interface Intake {
  /** Whether one takes this much more; asked before each packet. */
  admits(incomingPayment: string, amount: bigint): boolean;
  /** What a STREAM receiver announces as the most that it takes; no limit of its own without it. */
  maximum?(incomingPayment: string): bigint | undefined;
  /** Lets the packets of a slow one wait. */
  pause?(incomingPayment: string): Promise<void>;
}

/** A bank's books, as far as money comes in. */
export interface Payee {
  /** Whether this bank has an incoming payment or invoice of this id. */
  owns(incomingPayment: string): boolean;
  /** Books a delivered packet; runs inside the transaction that books the payer's side. */
  credit(incomingPayment: string, amount: bigint, outgoingPayment: string): void;
}

/** Books a delivery at whichever bank the incoming payment or invoice belongs to. */
export type Credit = Payee['credit'];

/** Finds the payee of each delivery among all banks of the world. */
export function creditAmong(payees: readonly Payee[]): Credit {
  return (id, amount, outgoingPayment) => {
    const payee = payees.find((candidate) => candidate.owns(id));
    if (!payee) throw new Error(`nobody is paid by ${id}`);
    payee.credit(id, amount, outgoingPayment);
  };
}
