import type { WorkerRuns } from './worker-runs.ts';
import type { Run } from './run.ts';

/** A purchase that ends later than this after the worker was stopped is stuck. A product limit, unlike the timeout of the harness. */
export const RECOVERS_WITHIN_MS = 60_000;

/** How a run is judged. `paid` and `told` are sound ends; every other one is a defect. */
export type Verdict = 'paid' | 'told' | 'double' | 'lost' | 'stuck';

export interface Judged {
  readonly run: Run;
  readonly verdict: Verdict;
  /** Every death is followed by a life with a memory of its own. */
  readonly isKilled: boolean;
}

/** Holds what the user was shown against the ledgers and the shop's server. */
export function verdictOf({ end, truth, recoveryMs }: Pick<Run, 'end' | 'truth' | 'recoveryMs'>, price: bigint): Verdict {
  const { debit, payments, isPaidAtShop } = truth;
  if (payments > 1 || debit > price) return 'double';
  const isPaid = payments === 1 && debit === price && isPaidAtShop;
  const isUnpaid = payments === 0 && debit === 0n && !isPaidAtShop;
  if (!isPaid && !isUnpaid) return 'lost';
  if (end.kind === 'stuck' || recoveryMs > RECOVERS_WITHIN_MS) return 'stuck';
  // Paid and told that it is not, or the other way round: the user has lost either money or goods.
  if (isPaid !== (end.kind === 'paid')) return 'lost';
  return end.kind;
}

/** Call it some time after the worker was stopped. */
export function isKilled({ deaths }: Run, lives: WorkerRuns): boolean {
  return deaths.length > 0 && deaths.every((death) => lives.isProven(death));
}

export interface Counts {
  /** Purchases in which the worker was to die. */
  readonly runs: number;
  /** Those in which it did, proven by the stamp of its next life. */
  readonly killed: number;
  readonly faultRuns: number;
  /** Fault runs in which the injection happened. */
  readonly struck: number;
  readonly paid: number;
  readonly told: number;
  readonly double: number;
  readonly lost: number;
  readonly stuck: number;
  readonly slowestRecoveryMs: number;
}

/** Runs in which nothing happened are judged for double, lost and stuck, and counted nowhere else. */
export function count(all: readonly Judged[]): Counts {
  const kills = all.filter(({ run }) => run.plan.part !== 'faults' && run.plan.strike.kind !== 'none');
  const faults = all.filter(({ run }) => run.plan.part === 'faults');
  const killed = kills.filter((judged) => judged.isKilled);
  const struck = faults.filter(({ run }) => run.hasStruck);
  const happened = [...killed, ...struck];
  const ended = (verdict: Verdict, among: readonly Judged[]) => among.filter((judged) => judged.verdict === verdict).length;
  return {
    runs: kills.length,
    killed: killed.length,
    faultRuns: faults.length,
    struck: struck.length,
    paid: ended('paid', happened),
    told: ended('told', happened),
    double: ended('double', all),
    lost: ended('lost', all),
    stuck: ended('stuck', all),
    slowestRecoveryMs: Math.max(0, ...happened.map(({ run }) => run.recoveryMs)),
  };
}
