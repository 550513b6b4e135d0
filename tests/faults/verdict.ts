import type { WorkerRuns } from './worker-runs.ts';
import type { Run } from './run.ts';

/**
 * Milliseconds. A purchase that ends later after a stop of the worker is stuck. A limit of the product, unlike the timeout of the harness.
 */
export const RECOVERS_WITHIN_MS = 60_000;

/** The verdict of a run. `paid` and `told` (the user was told that nothing was paid) are correct, the others are defects. */
export type Verdict = 'paid' | 'told' | 'double' | 'lost' | 'stuck';

export interface Judged {
  readonly run: Run;
  readonly verdict: Verdict;
  /** Whether a new run of the worker followed every stop. */
  readonly isKilled: boolean;
  /** Whether the payment's proof is in the exported history and valid; absent where a seller gives none. */
  readonly isProven?: boolean;
}

/** Compares what the user was shown with the ledgers and the shop's server. */
export function verdictOf({ end, truth, recoveryMs }: Pick<Run, 'end' | 'truth' | 'recoveryMs'>, price: bigint): Verdict {
  const { debit, payments, isPaidAtShop } = truth;
  if (payments > 1 || debit > price) return 'double';
  const isPaid = payments === 1 && debit === price && isPaidAtShop;
  const isUnpaid = payments === 0 && debit === 0n && !isPaidAtShop;
  if (!isPaid && !isUnpaid) return 'lost';
  if (end.kind === 'stuck' || recoveryMs > RECOVERS_WITHIN_MS) return 'stuck';
  // Paid but reported as unpaid, or the reverse: the user has lost money or goods.
  if (isPaid !== (end.kind === 'paid')) return 'lost';
  return end.kind;
}

/** Money of which the shopper can prove nothing is lost, whatever the shop says. `isProven` is absent where a seller gives no proofs. */
export function withProof(verdict: Verdict, isProven: boolean | undefined): Verdict {
  return verdict === 'paid' && isProven === false ? 'lost' : verdict;
}

/** Call it some time after the stop of the worker. */
export function isKilled({ stops }: Run, workerRuns: WorkerRuns): boolean {
  return stops.length > 0 && stops.every((stop) => workerRuns.isProven(stop));
}

export interface Counts {
  /** Purchases with a planned stop. */
  readonly runs: number;
  /** Those in which the worker was stopped, proven by the stamp of its next run. */
  readonly killed: number;
  readonly faultRuns: number;
  /** Fault runs in which the injection happened. */
  readonly injected: number;
  readonly paid: number;
  readonly told: number;
  readonly double: number;
  readonly lost: number;
  readonly stuck: number;
  /** Paid runs with a valid proof in the exported history. */
  readonly proven: number;
  readonly slowestRecoveryMs: number;
}

/** A run without its injection is judged for double, lost and stuck, and counted nowhere else. */
export function count(all: readonly Judged[]): Counts {
  const kills = all.filter(({ run }) => run.plan.part !== 'faults' && run.plan.injection.kind !== 'none');
  const faults = all.filter(({ run }) => run.plan.part === 'faults');
  const killed = kills.filter((judged) => judged.isKilled);
  const injected = faults.filter(({ run }) => run.hasHappened);
  const happened = [...killed, ...injected];
  const ended = (verdict: Verdict, among: readonly Judged[]) => among.filter((judged) => judged.verdict === verdict).length;
  return {
    runs: kills.length,
    killed: killed.length,
    faultRuns: faults.length,
    injected: injected.length,
    paid: ended('paid', happened),
    told: ended('told', happened),
    double: ended('double', all),
    lost: ended('lost', all),
    stuck: ended('stuck', all),
    proven: killed.filter((judged) => judged.verdict === 'paid' && judged.isProven).length,
    slowestRecoveryMs: Math.max(0, ...happened.map(({ run }) => run.recoveryMs)),
  };
}
