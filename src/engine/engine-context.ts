import type { Allowance } from '../limits/allowance.ts';
import type { Amount } from '../model/amount.ts';
import type { JournalWriter } from './journal-writer.ts';
import type { Clock } from '../model/clock.ts';
import type { ConsentPages } from '../consents/consent-pages.ts';
import type { ErrorCode } from '../model/errors.ts';
import { TenderError } from '../model/errors.ts';
import type { Intent } from '../model/intent.ts';
import type { SpendingLimits } from '../limits/spending-limits.ts';
import type { Failure, Payment, Step } from '../model/payment.ts';
import { failureOf } from '../model/failure.ts';
import { moved } from '../model/payment.ts';
import type { Privacy } from '../model/permission.ts';
import type { Rail, RailPayment, RailTools } from '../model/rail.ts';
import { isDeclinable } from '../model/states.ts';

/** Dependencies of the engine. */
export interface EngineContext {
  readonly journalWriter: JournalWriter;
  readonly rails: ReadonlyMap<string, Rail>;
  readonly clock: Clock;
  readonly consent: ConsentPages;
  /** The wallet's allowance, under which payments need no consent. */
  allowanceOf(walletId: string): Promise<Allowance | undefined>;
  /** Called if the wallet refused a payment under this allowance. */
  allowanceRefused(allowanceId: string, debit: Amount, failure: Failure): Promise<void>;
  /** The user's spending limits, read at each approval. */
  spendingLimits(): Promise<SpendingLimits>;
  readonly privacy: Privacy;
  /** Time from which payments count in the daily limit at `at`, in milliseconds since the epoch. */
  startOfDay(at: number): Promise<number>;
  /** The wallet that pays if the user chose none. */
  defaultWallet(intent: Intent): Promise<string | undefined>;
}

/** @throws {TenderError} `internal` for a payment of a rail that this build does not have. */
export function railOf(context: EngineContext, payment: Payment): Rail {
  const rail = context.rails.get(payment.intent.request.rail);
  if (!rail) throw new TenderError('internal', { params: { what: 'no such rail' } });
  return rail;
}

/** The tools of one step of a payment. */
export function toolsFor(context: EngineContext, payment: Payment, signal: AbortSignal): RailTools {
  return {
    signal,
    state: payment.rail ?? {},
    save: async (state) => {
      await context.journalWriter.change(payment.id, { set: { rail: state } });
    },
  };
}

/** The payment in the form that its rail needs. @throws {TenderError} `internal` if it has no quote. */
export function railPaymentOf(payment: Payment): RailPayment {
  const { id, intent, payable, quote, rail } = payment;
  if (!payable || !quote) throw new TenderError('internal', { params: { what: 'not priced' } });
  return { id, intent, payable, quote, state: rail ?? {}, isRepeat: submitAttempts(payment) > 1 };
}

/** How often the request may have been sent under the current grant. Requests that were refused under an earlier grant moved nothing. */
export function submitAttempts({ history }: Payment): number {
  return sinceApproval(history).filter(({ state }) => state === 'submitting').length;
}

/** The steps since the approval, or since the wallet refused the allowance under which it was approved. */
export function sinceApproval(history: readonly Step[]): readonly Step[] {
  return history.slice(history.findLastIndex(({ state }) => state === 'approved') + 1);
}

/** The user or the page ended the payment. Other errors before the submission are failures. */
const DECLINES: ReadonlySet<ErrorCode> = new Set(['consent-denied', 'page-gone', 'other-method-chosen']);

/** Ends a payment that was not submitted: declined, too late, or not possible. */
export async function endBeforeSubmission(context: EngineContext, id: string, thrown: unknown): Promise<void> {
  const failure = failureOf(thrown);
  const end = DECLINES.has(failure.code) ? 'declined' : isTooLate(failure) ? 'expired' : 'failed';
  await context.journalWriter.update(id, (stored) =>
    isDeclinable(stored.state) ? moved(stored, end, context.clock.now(), { set: { failure } }) : undefined,
  );
}

function isTooLate(failure: Failure): boolean {
  return failure.code === 'payable-expired' || failure.code === 'consent-expired';
}
