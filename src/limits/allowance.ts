import type { Amount } from '../model/amount.ts';
import { amountOf, assetOf, sameAsset } from '../model/amount.ts';
import { TenderError } from '../model/errors.ts';
import type { Failure } from '../model/payment.ts';
import type { RailState } from '../model/rail.ts';
import type { SpendingAnswers, SpendingQuestion, Spent } from '../model/spending.ts';
import { allowanceScope } from './spending-ledger.ts';

/** How often an allowance starts again, by the calendar in UTC: each day, each week from Monday, each month from the first. */
export type AllowancePeriod = 'day' | 'week' | 'month';

/** What the user allows: at most `limit` in each period and at most `cap` in one payment, both in the wallet's asset, fees included. */
export interface AllowanceTerms {
  readonly limit: Amount;
  readonly period: AllowancePeriod;
  readonly cap?: Amount;
}

/**
 * A spending limit that the wallet enforces (a grant with an interval), under which an approval needs no consent at the wallet. Secret:
 * `rail`, `returnUrl`.
 */
export interface Allowance extends AllowanceTerms {
  readonly id: string;
  readonly walletId: string;
  /** `asking`: the wallet asks the user; `active`; `over`: revoked, refused, or not valid at the wallet any more. */
  readonly state: 'asking' | 'active' | 'over';
  /** The requested maximum. `limit` may have been lowered since, which needs no wallet consent. */
  readonly granted: Amount;
  /** The rail's state with the grant. Absent after the revocation. */
  readonly rail?: RailState;
  readonly returnUrl?: string;
  readonly askedAt: number;
  /** Ids of the allowances that this one replaced: payments under them in the current period count here, too. */
  readonly replaced?: readonly string[];
  /** The amount that the wallet reported as spent, and the time of the request. */
  readonly told?: { readonly spent: Amount; readonly at: number };
  /** The last debit that the wallet refused because of its limit: at that time less remained there. */
  readonly refused?: { readonly debit: Amount; readonly at: number };
  /** When the allowance ended without an action of the user here. `failure` has the reason. */
  readonly endedAt?: number;
  readonly failure?: Failure;
}

const ID = 'allowance:';

/** Creates an id. Its prefix distinguishes it from a payment's, because both have consent tabs. */
export function newAllowanceId(): string {
  return `${ID}${crypto.randomUUID()}`;
}

export function isAllowanceId(id: string): boolean {
  return id.startsWith(ID);
}

export interface Span {
  /** Milliseconds since the epoch; `until` is exclusive. */
  readonly from: number;
  readonly until: number;
}

/** The period that contains a time. */
export function spanOf(period: AllowancePeriod, at: number): Span {
  const day = new Date(at);
  day.setUTCHours(0, 0, 0, 0);
  if (period === 'week') day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  if (period === 'month') day.setUTCDate(1);
  const end = new Date(day);
  if (period === 'day') end.setUTCDate(end.getUTCDate() + 1);
  if (period === 'week') end.setUTCDate(end.getUTCDate() + 7);
  if (period === 'month') end.setUTCMonth(end.getUTCMonth() + 1);
  return { from: day.getTime(), until: end.getTime() };
}

const DURATION: Record<AllowancePeriod, string> = { day: 'P1D', week: 'P7D', month: 'P1M' };

/**
 * The periods as Open Payments writes them: an ISO 8601 repeating interval without end (`limits.interval`). It starts one period early: by a
 * wallet's clock behind ours, a period that has just begun here is still to come, and nothing could be paid in it.
 */
export function intervalOf(period: AllowancePeriod, at: number): string {
  const before = spanOf(period, spanOf(period, at).from - 1);
  return `R/${new Date(before.from).toISOString().replace('.000Z', 'Z')}/${DURATION[period]}`;
}

/**
 * The questions of an allowance to the spending ledger in the period of `at`: what was approved in all of it, since the wallet reported its
 * count, and since the wallet's last refusal. Payments under the allowances that this one replaced count, too.
 */
function questionsOf({ id, replaced = [], period, told, refused }: Allowance, at: number) {
  const { from, until } = spanOf(period, at);
  const scopes = [id, ...replaced].map(allowanceScope);
  const since = (moment: number): SpendingQuestion => ({ scopes, since: moment });
  return {
    inPeriod: since(from),
    ...(told && told.at >= from ? { sinceTold: since(told.at) } : {}),
    ...(refused && refused.at >= from && refused.at < until ? { sinceRefused: since(refused.at) } : {}),
  };
}

/** All questions of `spentOf`, `remainingOf` and `covers`. */
export function allowanceQuestions(allowance: Allowance, at: number): readonly SpendingQuestion[] {
  return Object.values(questionsOf(allowance, at));
}

/**
 * What is spent or promised under an allowance in the period of `at`, whichever is more: its payments in the ledger, all that did not
 * end unpaid; or what the wallet counted when it was asked, and what was promised since. What lies in a later period counts as well: a
 * clock that is set back gives nothing back.
 */
export function spentOf(allowance: Allowance, answers: SpendingAnswers, at: number): Amount {
  const { inPeriod, sinceTold } = questionsOf(allowance, at);
  const { told, limit } = allowance;
  const ours = unitsOf(answers(inPeriod), limit);
  const theirs = told && sinceTold ? told.spent.value + unitsOf(answers(sinceTold), limit) : 0n;
  return amountOf(ours > theirs ? ours : theirs, assetOf(limit));
}

/**
 * Adds up sums in units of the limit's asset. Only that asset is paid under an allowance, but a replaced allowance may be from a time when the
 * wallet used another scale: its sum is converted and rounded up.
 */
function unitsOf(spent: Spent, { assetCode, assetScale }: Amount): bigint {
  let units = 0n;
  for (const sum of spent) {
    const finer = sum.assetCode === assetCode ? sum.assetScale - assetScale : 0;
    const unit = 10n ** BigInt(Math.abs(finer));
    units += finer > 0 ? (sum.value + unit - 1n) / unit : sum.value * unit;
  }
  return units;
}

/** What is left under an allowance in the period of `at`; never less than nothing, and less than what the wallet has refused in that period. */
export function remainingOf(allowance: Allowance, answers: SpendingAnswers, at: number): Amount {
  const left = allowance.limit.value - spentOf(allowance, answers, at).value;
  const most = mostLeft(allowance, answers, at);
  const least = most !== undefined && most < left ? most : left;
  return amountOf(least > 0n ? least : 0n, assetOf(allowance.limit));
}

/** What can be left at most, by the wallet's last refusal in the period and what was promised since. */
function mostLeft(allowance: Allowance, answers: SpendingAnswers, at: number): bigint | undefined {
  const { sinceRefused } = questionsOf(allowance, at);
  const { refused, limit } = allowance;
  return refused && sinceRefused && refused.debit.value - 1n - unitsOf(answers(sinceRefused), limit);
}

/** Whether a debit may be paid under an allowance without asking the wallet's person again. */
export function covers(allowance: Allowance, debit: Amount, answers: SpendingAnswers, at: number): boolean {
  if (allowance.state !== 'active' || !sameAsset(allowance.limit, debit)) return false;
  if (allowance.cap && debit.value > allowance.cap.value) return false;
  return debit.value <= remainingOf(allowance, answers, at).value;
}

/** @throws {TenderError} `malformed-amount` for a limit or cap of nothing, a cap beyond the limit or in another asset; `params.what` names which. */
export function checkTerms({ limit, cap }: AllowanceTerms): void {
  if (limit.value <= 0n) throw new TenderError('malformed-amount', { params: { what: 'limit' } });
  if (cap && (cap.value <= 0n || cap.value > limit.value || !sameAsset(cap, limit)))
    throw new TenderError('malformed-amount', { params: { what: 'cap' } });
}

/**
 * Whether the next terms are within the current ones: nothing can be spent under them that was not allowed before. False for another
 * period, which cannot be compared.
 */
export function isLowering(now: AllowanceTerms, next: AllowanceTerms): boolean {
  if (next.period !== now.period || !sameAsset(next.limit, now.limit)) return false;
  return next.limit.value <= now.limit.value && mostOf(next) <= mostOf(now);
}

/** The maximum of one payment. */
function mostOf({ limit, cap }: AllowanceTerms): bigint {
  return cap && cap.value < limit.value ? cap.value : limit.value;
}

/** The allowance without one of its fields. */
export function without<Key extends 'rail' | 'returnUrl' | 'cap' | 'failure'>(allowance: Allowance, key: Key): Omit<Allowance, Key> {
  const { [key]: _, ...rest } = allowance;
  return rest;
}
