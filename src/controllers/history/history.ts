import type { DeleteCommand, HistoryCommand, HistoryReply } from '../../messages/history.ts';
import { parseHistoryCommand } from '../../messages/history-parser.ts';
import type { PasskeyAssertion, PasskeyQuestion } from '../../messages/passkey.ts';
import { toTenderError } from '../../model/errors.ts';
import { isReleased, type Journal, type JournalCursor } from '../../model/journal.ts';
import type { Payment } from '../../model/payment.ts';
import type { Payer } from '../../model/payer-wallet.ts';
import { historyRow } from './history-row.ts';
import { Controller } from '../controller.ts';
import type { PortConnection } from '../port-connection.ts';

/** How many payments one message holds. */
const PART = 200;

/** What the history needs to show and to do. */
export interface HistoryDeps {
  readonly journal: Pick<Journal, 'page' | 'get' | 'delete'>;
  readonly now: () => number;
  linked(): Promise<readonly Payer[]>;
  /** Reads both sides of a payment whose end is not known now, and the opposite: nobody looks for it any more. */
  look(paymentId: string): Promise<void>;
  stopChecking(paymentId: string): Promise<void>;
  /** Notes that the user has seen how a payment ended, so that nothing shows it any more. */
  see(paymentId: string): Promise<void>;
  /** See `Safety.confirm`. */
  confirm(subject: string, assertion: PasskeyAssertion | undefined): Promise<PasskeyQuestion | undefined>;
  /** The payment's report for somebody who helps. */
  report(payment: Payment): string;
}

/** The history's other end: reads the journal to the options page, and forgets what the user wants forgotten. */
export class History {
  readonly #deps: HistoryDeps;
  readonly #pages = new Controller<HistoryReply, HistoryCommand>({
    parse: parseHistoryCommand,
    run: (command, connection) => this.#run(command, connection),
  });

  constructor(deps: HistoryDeps) {
    this.#deps = deps;
  }

  connect(connection: PortConnection): void {
    // What fails in the storage is left as it was: the page still shows it, and the user can ask again.
    this.#pages.connect(connection);
    void this.#read(connection).catch(() => undefined);
  }

  /** Sends a changed payment to every open history, which shows what the journal's pages hold: no practice. */
  async changed(payment: Payment): Promise<void> {
    if (!this.#pages.isConnected || payment.isPractice) return;
    const row = await historyRow(payment, await this.#deps.linked());
    this.#pages.tell({ type: 'changed', row });
  }

  async #run(command: HistoryCommand, connection: PortConnection): Promise<void> {
    switch (command.type) {
      case 'more':
        return this.#read(connection, command.behind);
      case 'delete':
      case 'delete-before':
        return this.#forget(command, connection);
      case 'report':
        return this.#report(connection, command.paymentId);
      case 'look':
        return this.#deps.look(command.paymentId);
      case 'stop-checking':
        return this.#deps.stopChecking(command.paymentId);
    }
  }

  async #read(connection: PortConnection, behind?: JournalCursor): Promise<void> {
    const [part, linked] = await Promise.all([this.#deps.journal.page(behind, PART), this.#deps.linked()]);
    // A row that was damaged in a way that its schema does not see must not hide the others.
    const drawn = await Promise.allSettled(part.payments.map((payment) => historyRow(payment, linked)));
    const rows = drawn.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const reply: HistoryReply = {
      type: 'page',
      rows,
      unreadable: part.unreadable + drawn.length - rows.length,
      ...(behind ? { behind } : {}),
      ...(part.next ? { next: part.next } : {}),
    };
    this.#pages.post(connection, reply);
  }

  /** Deletes once the passkey, where there is one, has agreed: the memory of payees, which warns of changed ones, goes with the rows. */
  async #forget({ assertion, ...command }: DeleteCommand, connection: PortConnection): Promise<void> {
    try {
      const question = await this.#deps.confirm(JSON.stringify(command), assertion);
      const reply: HistoryReply | undefined = question && { type: 'passkey', command, question };
      if (reply) return this.#pages.post(connection, reply);
    } catch (thrown) {
      if (toTenderError(thrown).code !== 'refused') throw thrown;
      const reply: HistoryReply = { type: 'refused' };
      return this.#pages.post(connection, reply);
    }
    if (command.type === 'delete') await this.#delete([command.paymentId]);
    else await this.#deleteBefore(command.time);
  }

  async #delete(ids: readonly string[]): Promise<void> {
    const { journal, now } = this.#deps;
    for (const id of ids) {
      const payment = await journal.get(id);
      // A sheet or a page may still be showing it; it lets go before the row does.
      if (payment && isReleased(payment) && payment.seenAt === undefined) await this.#deps.see(id);
    }
    const paymentIds = await journal.delete(ids, now());
    this.#pages.tell({ type: 'deleted', paymentIds });
  }

  async #deleteBefore(time: number): Promise<void> {
    let part = await this.#deps.journal.page(undefined, PART);
    for (;;) {
      const old = part.payments.filter((payment) => isReleased(payment) && (payment.history.at(-1)?.at ?? time) < time);
      if (old.length > 0) await this.#delete(old.map(({ id }) => id));
      if (!part.next) return;
      part = await this.#deps.journal.page(part.next, PART);
    }
  }

  async #report(connection: PortConnection, paymentId: string): Promise<void> {
    const payment = await this.#deps.journal.get(paymentId);
    if (!payment) return;
    const reply: HistoryReply = { type: 'report', paymentId, text: this.#deps.report(payment) };
    this.#pages.post(connection, reply);
  }
}
