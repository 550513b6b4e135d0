import type { Amount } from '../model/amount.ts';
import { amountOf, assetOf, sameAsset } from '../model/amount.ts';
import type { CountedPayment } from '../model/counted-payment.ts';
import { mayHaveMoved } from '../model/counted-payment.ts';
import { TenderError } from '../model/errors.ts';
import type { Failure } from '../model/payment.ts';
import type { RailState } from '../model/rail.ts';
import { countedDebit } from '../model/receipt.ts';

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

/** Payments that were approved earlier than this count nothing in the period of `at`. */
export function countsSince({ period }: AllowanceTerms, at: number): number {
  return spanOf(period, at).from;
}

/**
 * What is spent or promised under an allowance in the period of `at`, whichever is more: its payments in the journal, all that did not
 * end unpaid; or what the wallet counted when it was asked, and what was promised since. What lies in a later period counts as well: a
 * clock that is set back gives nothing back.
 */
export function spentOf(allowance: Allowance, payments: readonly CountedPayment[], at: number): Amount {
  const { from } = spanOf(allowance.period, at);
  const { told } = allowance;
  const isTold = told !== undefined && told.at >= from;
  let ours = 0n;
  let theirs = isTold ? told.spent.value : 0n;
  for (const payment of payments) {
    const { approval } = payment;
    const debit = countedDebit(payment);
    if (!debit || !approval || approval.at < from || !isUnder(allowance, payment)) continue;
    ours += debit.value;
    if (isTold && approval.at >= told.at) theirs += debit.value;
  }
  return amountOf(ours > theirs ? ours : theirs, assetOf(allowance.limit));
}

function isUnder({ id, replaced = [] }: Allowance, payment: CountedPayment): boolean {
  const { allowanceId } = payment;
  if (allowanceId === undefined || (allowanceId !== id && !replaced.includes(allowanceId))) return false;
  return mayHaveMoved(payment);
}

/** What is left under an allowance in the period of `at`; never less than nothing, and less than what the wallet has refused in that period. */
export function remainingOf(allowance: Allowance, payments: readonly CountedPayment[], at: number): Amount {
  const left = allowance.limit.value - spentOf(allowance, payments, at).value;
  const most = mostLeft(allowance, payments, at);
  const least = most !== undefined && most < left ? most : left;
  return amountOf(least > 0n ? least : 0n, assetOf(allowance.limit));
}

/** What can be left at most, by the wallet's last refusal in the period and what was promised since. */
function mostLeft(allowance: Allowance, payments: readonly CountedPayment[], at: number): bigint | undefined {
  const { from, until } = spanOf(allowance.period, at);
  const { refused } = allowance;
  if (!refused || refused.at < from || refused.at >= until) return undefined;
  let most = refused.debit.value - 1n;
  for (const payment of payments) {
    const debit = countedDebit(payment);
    if (debit && payment.approval && payment.approval.at >= refused.at && isUnder(allowance, payment)) most -= debit.value;
  }
  return most;
}

/** Whether a debit may be paid under an allowance without asking the wallet's person again. */
export function covers(allowance: Allowance, debit: Amount, payments: readonly CountedPayment[], at: number): boolean {
  if (allowance.state !== 'active' || !sameAsset(allowance.limit, debit)) return false;
  if (allowance.cap && debit.value > allowance.cap.value) return false;
  return debit.value <= remainingOf(allowance, payments, at).value;
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
