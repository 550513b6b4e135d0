/** A server's records of incoming money. */
export interface Payee {
  /** Whether this server has an incoming payment or invoice with this id. */
  owns(incomingPayment: string): boolean;
  /** Books a delivered packet. Runs in the transaction that books the payer's side. */
  credit(incomingPayment: string, amount: bigint, outgoingPayment: string): void;
}

/** Books a delivery at the server that has the incoming payment or invoice. */
export type Credit = Payee['credit'];

/** Finds the payee of each delivery. The list may grow while the servers start. */
export function creditAmong(payees: readonly Payee[]): Credit {
  return (id, amount, outgoingPayment) => {
    const payee = payees.find((candidate) => candidate.owns(id));
    if (!payee) throw new Error(`no server has the incoming payment or invoice ${id}`);
    payee.credit(id, amount, outgoingPayment);
  };
}
