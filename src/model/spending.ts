import type { Amount } from './amount.ts';

/** A question to the spending ledger: how much was approved since a time, in these scopes? */
export interface SpendingQuestion {
  /** From `siteScope` and `allowanceScope` in `limits/spending-ledger.ts`. */
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch, inclusive. */
  readonly since: number;
}

/** One exact sum for each asset. */
export type Spent = readonly Amount[];

/** The answers to several questions. Throws `internal` for any other question. */
export type SpendingAnswers = (question: SpendingQuestion) => Spent;
