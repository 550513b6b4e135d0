import type { Intent } from './intent.ts';
import type { PaidBefore } from './payees/payee-memory.ts';
import type { Payment } from './payment.ts';
import type { SpendingAnswers, SpendingQuestion } from './spending.ts';
import { isOver, isSubmitted } from './states.ts';

/**
 * A condition on other payments that must hold for a write. It is checked in the write's own transaction: of writes that come at
 * once each sees the ones before it, so that a limit which each of them keeps is kept by all of them together.
 */
export interface WriteGuard {
  /** The questions to the spending ledger that `check` needs the answers to. */
  readonly questions: readonly SpendingQuestion[];
  /** Throws what the write shall fail with. */
  check(answers: SpendingAnswers): void;
}

/** A payment's place in the journal, which is ordered by when it was asked for. */
export interface JournalCursor {
  readonly createdAt: number;
  readonly id: string;
}

/** A part of the journal, newest first. */
export interface JournalPage {
  readonly payments: readonly Payment[];
  /** How many rows of this part cannot be read. They stay where they are. */
  readonly unreadable: number;
  /** Where the next part goes on; absent after the last one. */
  readonly next?: JournalCursor;
}

/**
 * Where payments are kept. Each method resolves only once the write is on disk, and fails with `storage-failed`.
 * The storage room implements it on IndexedDB; tests use the same module or one in memory.
 */
export interface Journal {
  /**
   * Records a new payment, unless it attaches to one that is there (see `isDuplicateOf`): then that one is returned and nothing is written.
   * One atomic transaction: of two tabs that ask for the same thing at once, one attaches to the other's payment.
   * @throws {TenderError} `payable-completed` where the same thing was paid and its payment was deleted from the history.
   */
  insert(payment: Payment): Promise<Payment>;
  get(id: string): Promise<Payment | undefined>;
  /**
   * Replaces a payment by its successor.
   * @throws {TenderError} `internal` when the stored revision is not the one before `next.revision`, and what a guard throws; then
   *   nothing is written.
   */
  replace(next: Payment, guards?: readonly WriteGuard[]): Promise<void>;
  /** Payments that are not over, or are over and still hold something at a wallet (`rail`). */
  unfinished(): Promise<readonly Payment[]>;
  /** Payments that were asked for at `from` (milliseconds since the epoch) or later, newest first. */
  since(from: number): Promise<readonly Payment[]>;
  /** Asks the spending ledger. Deleted payments count, too. @throws {TenderError} `storage-failed` if a row is unreadable. */
  spent(questions: readonly SpendingQuestion[]): Promise<SpendingAnswers>;
  /** All completed payments, as far as the memory of payees goes: one entry for each origin and payee. */
  paid(): Promise<readonly PaidBefore[]>;
  /** The newest `size` payments, or those that come right behind the place where the last part ended. */
  page(behind: JournalCursor | undefined, size: number): Promise<JournalPage>;
  /**
   * Deletes those of the payments that are over and hold nothing at a wallet any more; the others stay. What limits count of them stays
   * in the ledger for a while (see `DeletedPayment`), and what stayed for longer than that before `at` is gone for good.
   * @returns the ids of what is gone.
   */
  delete(ids: readonly string[], at: number): Promise<readonly string[]>;
}

/**
 * Whether a new payment would pay what an earlier one pays or has paid. Under one key that is any that is not over, or has completed. And
 * whoever reloads a shop which gives its orders no ids, while Tender says "Do not pay again", asks under a new key and must not be offered
 * to pay again: there it is one of the same order whose end is not known yet, unless the user stopped the checking and so knows of it.
 */
export function isDuplicateOf(fresh: Payment, earlier: Payment): boolean {
  if (earlier.key === fresh.key) return !isOver(earlier.state) || earlier.state === 'completed';
  if (isOver(earlier.state) || isCheckingStopped(earlier) || !isSameOrder(fresh.intent, earlier.intent)) return false;
  // The same request of the same page has the same key, unless the stored one is spoilt.
  return isSubmitted(earlier.state) || earlier.intent.requestId === fresh.intent.requestId;
}

function isSameOrder(a: Intent, b: Intent): boolean {
  const isSame = a.source.origin === b.source.origin && a.request.target === b.request.target;
  return isSame && a.total?.value === b.total?.value && a.total?.currency === b.total?.currency;
}

/** Over, with nothing left at a wallet: nothing will ever be done with this payment again. */
export function isReleased({ state, rail }: Pick<Payment, 'state' | 'rail'>): boolean {
  return isOver(state) && rail === undefined;
}

/** Whether nobody is to look at a payment any more: its end is not known, and the user stopped the checking. See `stop-checking.ts`. */
export function isCheckingStopped({ state, leftAt }: Pick<Payment, 'state' | 'leftAt'>): boolean {
  return state === 'unsure' && leftAt !== undefined;
}
