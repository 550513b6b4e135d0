import { setTimeout as sleep } from 'node:timers/promises';
import type { Payee } from '../../money/payee.ts';
import type { Intake } from '../connector/intake.ts';
import type { Ledger } from '../../money/ledger.ts';
import { ledgerIds } from '../../money/ledger-ids.ts';
import { merchantOf } from './acquirer-context.ts';
import { dueOf, statusOf, type InvoiceRecord, type InvoiceStore } from './invoice-store.ts';

export interface IntakeParts {
  readonly ledger: Ledger;
  readonly invoices: InvoiceStore;
  /** Called inside the transaction that books the last packet. */
  readonly onPaid: (invoice: InvoiceRecord) => void;
}

/** Incoming packets: decides which ones an invoice accepts, and books them. */
export class InvoiceIntake implements Intake, Payee {
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  owns(id: string): boolean {
    return this.#parts.invoices.get(id) !== undefined;
  }

  admits(id: string, amount: bigint): boolean {
    const invoice = this.#parts.invoices.get(id);
    return invoice !== undefined && statusOf(invoice) === 'pending' && amount <= dueOf(invoice);
  }

  maximum(id: string): bigint {
    const invoice = this.#parts.invoices.get(id);
    return invoice && statusOf(invoice) === 'pending' ? dueOf(invoice) : 0n;
  }

  async pause(id: string): Promise<void> {
    const { packetDelayMs } = this.#parts.invoices.get(id) ?? {};
    if (packetDelayMs !== undefined) await sleep(packetDelayMs);
  }

  credit(id: string, amount: bigint, outgoingPayment: string): void {
    const { ledger, invoices, onPaid } = this.#parts;
    const invoice = invoices.get(id);
    if (!invoice) throw new Error(`no invoice ${id}`);
    const merchant = merchantOf(invoice);
    ledger.transfer({
      debit: ledgerIds.liquidity(merchant.asset),
      credit: ledgerIds.account(merchant),
      amount,
      kind: 'deliver',
      outgoingPayment,
      incomingPayment: id,
    });
    const credited = { ...invoice, received: (BigInt(invoice.received) + amount).toString() };
    invoices.save(credited);
    if (statusOf(credited) === 'paid') onPaid(credited);
  }
}
