import { DelayedWork } from '../../delayed-work.ts';
import type { Connector } from '../connector/connector.ts';
import type { Credit } from '../../money/payee.ts';
import { sendOverStream } from '../connector/stream-sender.ts';
import type { IlpMethod } from '../../client/wire.ts';
import type { Faults } from '../../faults.ts';
import type { WalletFault } from './wallet-faults.ts';
import type { Ledger } from '../../money/ledger.ts';
import type { Database } from '../../storage/database.ts';
import type { Account } from './accounts.ts';
import { ledgerIds } from '../../money/ledger-ids.ts';
import type { PaymentRecord } from './resource/resource-store.ts';
import type { Timing } from './timing.ts';
import type { WalletLayout } from './wallet-layout.ts';
import { accountByUser } from './accounts.ts';

/** A kind of payment from the wallet: of incoming payments, or of invoices. */
export interface PaymentKind<Payment extends PaymentRecord> {
  get(id: string): Payment | undefined;
  list(): Payment[];
  save(payment: Payment): void;
  /** New payment details of a receiver; undefined if it cannot be paid. */
  payable(receiver: string): Promise<IlpMethod | undefined>;
  /** Reads the receiver again and returns how a payment to it ended: with everything sent, or not. */
  conclude(receiver: string): Promise<(payment: Payment, sentAll: boolean) => Payment>;
}

export interface SettlementParts<Payment extends PaymentRecord> {
  readonly layout: WalletLayout;
  readonly db: Database;
  readonly ledger: Ledger;
  readonly faults: Faults<WalletFault>;
  readonly timing: Timing;
  readonly connector: Connector;
  readonly payments: PaymentKind<Payment>;
  readonly credit: Credit;
}

/**
 * Transfers the money of payments after the response to their creation. A payment's debit is reserved at its creation; every fulfilled
 * packet is booked on both sides in one transaction; the rest of the reservation is released at the end. After a restart each payment
 * continues from its state in the ledger.
 */
export class Settlement<Payment extends PaymentRecord> {
  readonly #parts: SettlementParts<Payment>;
  readonly #work = new DelayedWork();

  constructor(parts: SettlementParts<Payment>) {
    this.#parts = parts;
  }

  /** Starts a payment that was just created or was found unfinished at the start. */
  start(payment: Payment): void {
    const { timing } = this.#parts;
    if (payment.state === 'unfunded') {
      const [least, most] = timing.failMs;
      this.#work.after(least + Math.random() * (most - least), () => this.#fail(payment.id));
    }
    if (payment.state === 'sending') this.#work.after(timing.settleMs, () => this.#settle(payment.id));
  }

  /** Continues the payments that an earlier run left unfinished. */
  resume(): void {
    for (const payment of this.#parts.payments.list()) this.start(payment);
  }

  close(): Promise<void> {
    return this.#work.close();
  }

  #fail(id: string): void {
    const { payments } = this.#parts;
    const payment = payments.get(id);
    if (payment?.state === 'unfunded') payments.save({ ...payment, state: 'failed' });
  }

  async #settle(id: string): Promise<void> {
    const { payments, faults, layout } = this.#parts;
    const payment = payments.get(id);
    const account = payment && accountByUser(layout.name, payment.user);
    if (!payment || !account || payment.state !== 'sending') return;
    if (faults.take('settlement-stalls')) return;
    const method = faults.take('settlement-fails') ? undefined : await payments.payable(payment.receiver);
    const part = faults.take('settlement-in-part') ? 2n : 1n;
    if (method && !this.#work.isClosed) await this.#send(account, payment, method, part).catch(() => undefined);
    const conclusion = await payments.conclude(payment.receiver);
    // A payment that is unfinished at the close has not failed: the next run continues it.
    if (!this.#work.isClosed) this.#finish(account, id, conclusion);
  }

  /** @param part divisor of the amounts: 1 sends everything. */
  async #send(account: Account, payment: Payment, method: IlpMethod, part: bigint): Promise<void> {
    const [send, receive] = [BigInt(payment.send) / part, BigInt(payment.receiveAmount.value) / part];
    const [sent, delivered] = [BigInt(payment.sent), BigInt(payment.delivered)];
    if (sent >= send) return;
    const { link, close } = this.#parts.connector.openRoute({
      outgoingPayment: payment.id,
      source: account.asset,
      send,
      receive,
      sent,
      delivered,
      onFulfilled: (packet) => this.#book(account, payment, packet),
    });
    try {
      await sendOverStream({ link, method, send: send - sent, receive: receive - delivered });
    } finally {
      close();
    }
  }

  #book(
    account: Account,
    { id }: Payment,
    { incomingPayment, source, target }: { incomingPayment: string; source: bigint; target: bigint },
  ): void {
    const { db, ledger, payments, credit } = this.#parts;
    if (!db.isOpen) throw new Error('the world is closed');
    db.transaction(() => {
      const payment = payments.get(id);
      if (!payment) throw new Error(`no payment ${id}`);
      const sent = (BigInt(payment.sent) + source).toString();
      const delivered = (BigInt(payment.delivered) + target).toString();
      payments.save({ ...payment, sent, delivered });
      ledger.transfer({
        debit: ledgerIds.reserved(account),
        credit: ledgerIds.liquidity(account.asset),
        amount: source,
        kind: 'send',
        outgoingPayment: id,
      });
      if (target > 0n) credit(incomingPayment, target, id);
    });
  }

  /** Ends a payment exactly once: books the fee for the sent amount and releases the rest. */
  #finish(account: Account, id: string, conclusion: (payment: Payment, sentAll: boolean) => Payment): void {
    const { db, ledger, payments, layout } = this.#parts;
    db.transaction(() => {
      const payment = payments.get(id);
      if (payment?.state !== 'sending') return;
      const [debit, send, sent] = [BigInt(payment.debitAmount.value), BigInt(payment.send), BigInt(payment.sent)];
      const fee = debitedOf(payment) - sent;
      const reserved = ledgerIds.reserved(account);
      const fees = ledgerIds.fees(layout.name, account.asset);
      ledger.open(fees, account.asset);
      if (fee > 0n) ledger.transfer({ debit: reserved, credit: fees, amount: fee, kind: 'fee', outgoingPayment: id });
      const back = debit - sent - fee;
      if (back > 0n) {
        const credit = ledgerIds.account(account);
        ledger.transfer({ debit: reserved, credit, amount: back, kind: 'release', outgoingPayment: id });
      }
      payments.save(conclusion(payment, sent === send));
    });
  }
}

/** Reserves a new payment's debit. Throws `InsufficientBalance` if the balance is not sufficient. */
export function reserveDebit({ ledger }: { readonly ledger: Ledger }, account: Account, { id, debitAmount }: PaymentRecord): void {
  ledger.transfer({
    debit: ledgerIds.account(account),
    credit: ledgerIds.reserved(account),
    amount: BigInt(debitAmount.value),
    kind: 'reserve',
    outgoingPayment: id,
  });
}

/** The amount that an ended payment took from the account: the sent amount and its fee. */
export function debitedOf({ debitAmount, send, sent }: PaymentRecord): bigint {
  return BigInt(sent) + ((BigInt(debitAmount.value) - BigInt(send)) * BigInt(sent)) / BigInt(send);
}
