import type { Payment } from './payment.ts';

/**
 * A condition on other payments that must hold for a write. It is checked in the write's own transaction: of writes that come at
 * once each sees the ones before it, so that a limit which each of them keeps is kept by all of them together.
 */
export interface Permit {
  /** Payments asked for at this time or later are looked at; milliseconds since the epoch. */
  readonly since: number;
  /** Throws what the write shall fail with. */
  check(others: readonly Payment[]): void;
}

/**
 * Where payments are kept. Each method resolves only once the write is on disk, and fails with `storage-failed`.
 * The storage room implements it on IndexedDB; tests use the same room or one in memory.
 */
export interface Journal {
  /**
   * Records a new payment, unless one with the same key is not over, or has completed: then that one is returned and nothing is written.
   * One atomic transaction: of two tabs that ask for the same thing at once, one attaches to the other's payment.
   */
  insert(payment: Payment): Promise<Payment>;
  get(id: string): Promise<Payment | undefined>;
  /**
   * Replaces a payment by its successor.
   * @throws {TenderError} `internal` when the stored revision is not the one before `next.revision`, and what a permit throws; then
   *   nothing is written.
   */
  replace(next: Payment, permits?: readonly Permit[]): Promise<void>;
  /** Payments that are not over, or are over and still hold something at a wallet (`rail`). */
  unfinished(): Promise<readonly Payment[]>;
  /** Payments that were asked for at `from` (milliseconds since the epoch) or later, newest first. */
  since(from: number): Promise<readonly Payment[]>;
}
