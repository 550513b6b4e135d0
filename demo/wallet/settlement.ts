import type { Connector } from '../ilp/connector.ts';
import { sendOverStream } from '../ilp/stream-sender.ts';
import type { Faults } from '../faults.ts';
import type { Ledger } from '../money/ledger.ts';
import type { Database } from '../storage/database.ts';
import { ledgerIds, type Account } from './accounts.ts';
import type { Receivers, PayableReceiver } from './resource/receivers.ts';
import type { OutgoingPaymentRecord, ResourceStore } from './resource/resource-store.ts';
import { accountByUser, type Timing, type WalletLayout } from './wallet-context.ts';

export interface SettlementParts {
  readonly layout: WalletLayout;
  readonly db: Database;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly timing: Timing;
  readonly connector: Connector;
  readonly resources: ResourceStore;
  readonly receivers: Receivers;
  /** Credits the payee's wallet: called inside the transaction that books a packet. */
  readonly credit: (incomingPayment: string, amount: bigint, outgoingPayment: string) => void;
}

/**
 * Moves the money of outgoing payments, after their creation was answered. A payment's debit lies in
 * reserve from its creation; every fulfilled packet is booked at once on both sides; what is left at
 * the end goes back. A world that stops in between takes up each payment where the books say it is.
 */
export class Settlement {
  readonly #parts: SettlementParts;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  constructor(parts: SettlementParts) {
    this.#parts = parts;
  }

  /** Begins with a payment that was just created, or is found unfinished at start. */
  start(payment: OutgoingPaymentRecord): void {
    const { timing } = this.#parts;
    if (payment.state === 'unfunded') {
      const [least, most] = timing.failMs;
      this.#after(least + Math.random() * (most - least), () => this.#fail(payment.id));
    }
    if (payment.state === 'sending') this.#after(timing.settleMs, () => this.#settle(payment.id));
  }

  /** Takes up what an earlier world left unfinished. */
  resume(): void {
    for (const payment of this.#parts.resources.outgoingPayments.list()) this.start(payment);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  #after(ms: number, work: () => Promise<void> | void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const running = Promise.resolve(work()).catch(() => undefined);
      this.#running.add(running);
      void running.finally(() => this.#running.delete(running));
    }, ms);
    this.#timers.add(timer);
  }

  #fail(id: string): void {
    const { resources } = this.#parts;
    const payment = resources.outgoingPayments.get(id);
    if (payment?.state === 'unfunded') resources.saveOutgoingPayment({ ...payment, state: 'failed' });
  }

  async #settle(id: string): Promise<void> {
    const { resources, receivers, faults, layout } = this.#parts;
    const payment = resources.outgoingPayments.get(id);
    const account = payment && accountByUser(layout.name, payment.user);
    if (!payment || !account || payment.state !== 'sending') return;
    if (faults.take('settlement-stalls')) return;
    const receiver = await receivers.payable(payment.receiver);
    if (receiver && !this.#closed) await this.#send(account, payment, receiver).catch(() => undefined);
    const full = (await receivers.read(payment.receiver))?.completed === true;
    // Unfinished at close is not failed: the next world goes on with it.
    if (!this.#closed) this.#finish(account, id, full);
  }

  async #send(account: Account, payment: OutgoingPaymentRecord, { method }: PayableReceiver): Promise<void> {
    const [send, receive] = [BigInt(payment.send), BigInt(payment.receiveAmount.value)];
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
    { id }: OutgoingPaymentRecord,
    { incomingPayment, source, target }: { incomingPayment: string; source: bigint; target: bigint },
  ): void {
    const { db, ledger, resources, credit } = this.#parts;
    if (!db.isOpen) throw new Error('the world is closed');
    db.transaction(() => {
      const payment = resources.outgoingPayments.get(id);
      if (!payment) throw new Error(`no outgoing payment ${id}`);
      const sent = (BigInt(payment.sent) + source).toString();
      const delivered = (BigInt(payment.delivered) + target).toString();
      resources.saveOutgoingPayment({ ...payment, sent, delivered });
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

  /** Ends a payment exactly once: takes the fee for what was sent, gives back what was not. */
  #finish(account: Account, id: string, receiverIsFull: boolean): void {
    const { db, ledger, resources, layout } = this.#parts;
    db.transaction(() => {
      const payment = resources.outgoingPayments.get(id);
      if (payment?.state !== 'sending') return;
      const [debit, send, sent] = [BigInt(payment.debitAmount.value), BigInt(payment.send), BigInt(payment.sent)];
      const fee = ((debit - send) * sent) / send;
      const reserved = ledgerIds.reserved(account);
      const fees = ledgerIds.fees(layout.name, account.asset);
      ledger.open(fees, account.asset);
      if (fee > 0n) ledger.transfer({ debit: reserved, credit: fees, amount: fee, kind: 'fee', outgoingPayment: id });
      const back = debit - sent - fee;
      if (back > 0n) {
        const credit = ledgerIds.account(account);
        ledger.transfer({ debit: reserved, credit, amount: back, kind: 'release', outgoingPayment: id });
      }
      // As in the field: a payment whose receiver was already full ends without a word and with nothing sent.
      const state = sent === send || (sent === 0n && receiverIsFull) ? 'completed' : 'failed';
      resources.saveOutgoingPayment({ ...payment, state });
    });
  }
}
