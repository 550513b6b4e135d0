import type { Clock } from '../model/clock.ts';
import { TenderError } from '../model/errors.ts';
import type { Journal, WriteGuard } from '../model/journal.ts';
import { isCheckingStopped } from '../model/journal.ts';
import type { PaidBefore } from '../model/payees/payee-memory.ts';
import type { Change, Payment } from '../model/payment.ts';
import { changed, moved } from '../model/payment.ts';
import type { PaymentState } from '../model/states.ts';

/** Told of each payment after its write is on disk. */
export type OnChange = (payment: Payment) => void;

/**
 * The journal as the engine's steps write it: one write after the other for each payment, each built on what is stored, each
 * announced only when it is on disk. "Write, then act" means: `await` one of these, then act.
 */
export class JournalWriter {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #onChange: OnChange;
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(journal: Journal, clock: Clock, onChange: OnChange) {
    this.#journal = journal;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Records a payment, or finds the one that it attaches to (see `Journal.insert`). */
  async insert(payment: Payment): Promise<Payment> {
    const stored = await this.#journal.insert(payment);
    if (stored.id === payment.id) this.#onChange(stored);
    return stored;
  }

  /** @throws {TenderError} `internal` for an id that was never recorded. */
  async get(id: string): Promise<Payment> {
    const payment = await this.#journal.get(id);
    if (!payment) throw new TenderError('internal', { params: { what: 'no such payment' } });
    return payment;
  }

  /**
   * Writes what `next` makes of the stored payment; nothing when it returns nothing.
   * @param permitsFor the conditions on other payments, of the payment as it is about to be written; what one throws is thrown, and
   *   nothing is written.
   * @returns the payment as it stands afterwards.
   */
  update(
    id: string,
    next: (payment: Payment) => Payment | undefined,
    permitsFor: (payment: Payment) => readonly WriteGuard[] = () => [],
  ): Promise<Payment> {
    const before = this.#queues.get(id) ?? Promise.resolve();
    const write = before.then(async () => {
      const payment = await this.get(id);
      const successor = next(payment);
      if (!successor) return payment;
      await this.#journal.replace(successor, permitsFor(successor));
      this.#onChange(successor);
      return successor;
    });
    // The next write starts after this one, whether it failed or not; its own caller hears of a failure.
    const settled = write
      .catch(() => undefined)
      .finally(() => {
        if (this.#queues.get(id) === settled) this.#queues.delete(id);
      });
    this.#queues.set(id, settled);
    return write;
  }

  /** Moves a payment, if it still stands in one of `from`. @returns the moved payment, or nothing when it stood elsewhere. */
  async move(id: string, from: readonly PaymentState[], to: PaymentState, change: Change = {}): Promise<Payment | undefined> {
    let done = false;
    const payment = await this.update(id, (stored) => {
      if (!from.includes(stored.state)) return undefined;
      done = true;
      return moved(stored, to, this.#clock.now(), change);
    });
    return done ? payment : undefined;
  }

  /** Changes facts and keeps the state. */
  change(id: string, change: Change): Promise<Payment> {
    return this.update(id, (payment) => changed(payment, change));
  }

  since(from: number): Promise<readonly Payment[]> {
    return this.#journal.since(from);
  }

  /** Payments that there is something to do for (see `Journal.unfinished`); not those that the user stopped the checking of. */
  async unfinished(): Promise<readonly Payment[]> {
    return (await this.#journal.unfinished()).filter((payment) => !isCheckingStopped(payment));
  }

  /** Every completed payment, as far as the memory of payees goes. */
  paid(): Promise<readonly PaidBefore[]> {
    return this.#journal.paid();
  }
}
