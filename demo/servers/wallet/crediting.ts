import type { Connector } from '../connector/connector.ts';
import type { Payee } from '../../money/payee.ts';
import type { Ledger } from '../../money/ledger.ts';
import { ledgerIds } from '../../money/ledger-ids.ts';
import { isOpen } from './resource/incoming-payments.ts';
import type { ResourceStore } from './resource/resource-store.ts';
import type { WalletLayout } from './wallet-layout.ts';
import { accountByUser } from './accounts.ts';

/** The payee's side of the settlement: decides which packets an incoming payment accepts, and books them. */
export class Crediting implements Payee {
  readonly #layout: WalletLayout;
  readonly #ledger: Ledger;
  readonly #resources: ResourceStore;

  constructor(layout: WalletLayout, ledger: Ledger, resources: ResourceStore, connector: Connector) {
    this.#layout = layout;
    this.#ledger = ledger;
    this.#resources = resources;
    connector.admit(layout.name, { admits: (id, amount) => this.#admits(id, amount) });
  }

  /** Whether this wallet has an incoming payment with this id. */
  owns(id: string): boolean {
    return this.#resources.incomingPayments.get(id) !== undefined;
  }

  /** Books a delivered packet; the last one completes the incoming payment. */
  credit(id: string, amount: bigint, outgoingPayment: string): void {
    const payment = this.#resources.incomingPayments.get(id);
    const account = payment && accountByUser(this.#layout.name, payment.user);
    if (!payment || !account) throw new Error(`no incoming payment ${id}`);
    this.#ledger.transfer({
      debit: ledgerIds.liquidity(account.asset),
      credit: ledgerIds.account(account),
      amount,
      kind: 'deliver',
      outgoingPayment,
      incomingPayment: id,
    });
    const received = BigInt(payment.received) + amount;
    const completed = payment.incomingAmount !== undefined && received >= BigInt(payment.incomingAmount.value);
    this.#resources.saveIncomingPayment({ ...payment, received: received.toString(), completed });
  }

  #admits(id: string, amount: bigint): boolean {
    const payment = this.#resources.incomingPayments.get(id);
    if (!payment || !isOpen(payment)) return false;
    if (!payment.incomingAmount) return true;
    return BigInt(payment.received) + amount <= BigInt(payment.incomingAmount.value);
  }
}
