import type { Clock } from '../model/clock.ts';
import { TenderError } from '../model/errors.ts';
import type { Journal, WriteGuard } from '../model/journal.ts';
import { isCheckingStopped } from '../model/journal.ts';
import type { PaidBefore } from '../model/payees/payee-memory.ts';
import type { Change, Payment } from '../model/payment.ts';
import { changed, moved } from '../model/payment.ts';
import type { PaymentState } from '../model/states.ts';

/** Called with each payment after its write is durable. */
export type OnChange = (payment: Payment) => void;

/**
 * Writes the journal for the engine: one write at a time for each payment, based on the stored payment, and announced when it is durable.
 * Callers `await` the write before they act.
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

  /** Inserts a payment, or returns the one to which it attaches (see `Journal.insert`). */
  async insert(payment: Payment): Promise<Payment> {
    const stored = await this.#journal.insert(payment);
    if (stored.id === payment.id) this.#onChange(stored);
    return stored;
  }

  /** @throws {TenderError} `internal` for an unknown id. */
  async get(id: string): Promise<Payment> {
    const payment = await this.#journal.get(id);
    if (!payment) throw new TenderError('internal', { params: { what: 'no such payment' } });
    return payment;
  }

  /**
   * Replaces the stored payment with the result of `next`. Nothing is written if it returns undefined.
   * @param permitsFor returns the conditions on other payments for the payment that is about to be written. If one throws, nothing is
   *   written and the error is thrown.
   * @returns the payment after the write.
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
    // The next write starts after this one, also if it failed. The error goes to its own caller.
    const settled = write
      .catch(() => undefined)
      .finally(() => {
        if (this.#queues.get(id) === settled) this.#queues.delete(id);
      });
    this.#queues.set(id, settled);
    return write;
  }

  /**
   * Changes the state of a payment if its current state is one of `from`. @returns the changed payment; undefined if it had another state.
   */
  async move(id: string, from: readonly PaymentState[], to: PaymentState, change: Change = {}): Promise<Payment | undefined> {
    let done = false;
    const payment = await this.update(id, (stored) => {
      if (!from.includes(stored.state)) return undefined;
      done = true;
      return moved(stored, to, this.#clock.now(), change);
    });
    return done ? payment : undefined;
  }

  /** Changes fields without changing the state. */
  change(id: string, change: Change): Promise<Payment> {
    return this.update(id, (payment) => changed(payment, change));
  }

  since(from: number): Promise<readonly Payment[]> {
    return this.#journal.since(from);
  }

  /** Payments with remaining work (see `Journal.unfinished`), without those whose checking was stopped. */
  async unfinished(): Promise<readonly Payment[]> {
    return (await this.#journal.unfinished()).filter((payment) => !isCheckingStopped(payment));
  }

  /** The part of all completed payments that the payee memory needs, merged by origin and payee. */
  paid(): Promise<readonly PaidBefore[]> {
    return this.#journal.paid();
  }
}
