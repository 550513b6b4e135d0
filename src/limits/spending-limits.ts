import type { Amount } from '../model/amount.ts';
import { TenderError } from '../model/errors.ts';
import type { WriteGuard } from '../model/journal.ts';
import type { SpendingAnswers, SpendingQuestion, Spent } from '../model/spending.ts';
import { siteScope } from './spending-ledger.ts';

/** The user's spending limits in one currency. Both count the debit, fees included. */
export interface SpendingLimit {
  readonly perPayment?: Amount;
  /** Maximum of all payments for one site in one day. */
  readonly perSiteDay?: Amount;
}

/** By currency code. Wallets of one currency share the limits, also with different scales. */
export type SpendingLimits = Readonly<Record<string, SpendingLimit>>;

/** The limit that a payment would exceed, and the remaining amount. */
export interface ExceededLimit {
  readonly kind: 'payment' | 'day';
  readonly cap: Amount;
  readonly left: Amount;
}

/** Everything that decides whether a debit is within the user's own limits. */
export interface LimitCheck {
  readonly caps: SpendingLimits;
  readonly debit: Amount;
  /** Origin of the page that asks; the site that the day's limit counts for. What comes from no page counts together. */
  readonly origin: string | undefined;
  /** When today began where the user is, milliseconds since the epoch. */
  readonly today: number;
  /** The ledger's answer to `limitQuestions`. */
  readonly answers: SpendingAnswers;
}

/** The questions of the limits to the spending ledger. */
export function limitQuestions(question: Pick<LimitCheck, 'origin' | 'today'>): readonly SpendingQuestion[] {
  return [dayQuestion(question)];
}

function dayQuestion({ origin, today }: Pick<LimitCheck, 'origin' | 'today'>): SpendingQuestion {
  return { scopes: [siteScope(origin)], since: today };
}

/** The limit that a debit would break, if any; a payment's own before the day's. */
export function exceededLimit(question: LimitCheck): ExceededLimit | undefined {
  const { caps, debit } = question;
  const { perPayment, perSiteDay } = capOf(caps, debit.assetCode) ?? {};
  if (perPayment && compare(debit, perPayment) > 0) return { kind: 'payment', cap: perPayment, left: perPayment };
  const left = perSiteDay && less(perSiteDay, spentToday(question));
  return perSiteDay && left && compare(debit, left) > 0 ? { kind: 'day', cap: perSiteDay, left } : undefined;
}

/** What the user has left today at this site in this currency; nothing where no such limit is set. */
export function remainingToday(question: LimitCheck): Amount | undefined {
  const cap = capOf(question.caps, question.debit.assetCode)?.perSiteDay;
  return cap && less(cap, spentToday(question));
}

/**
 * The same as a condition on the write of an approval, so that approvals that come at once keep the limits together.
 * Its check throws `over-own-cap`.
 */
export function spendingLimitGuard(question: Omit<LimitCheck, 'answers'>): WriteGuard {
  return {
    questions: limitQuestions(question),
    check(answers) {
      const over = exceededLimit({ ...question, answers });
      if (over) throw new TenderError('over-own-cap', { params: { what: over.kind } });
    },
  };
}

/** Whether any limit speaks about this currency. */
export function hasLimit(caps: SpendingLimits, code: string): boolean {
  const { perPayment, perSiteDay } = capOf(caps, code) ?? {};
  return perPayment !== undefined || perSiteDay !== undefined;
}

function capOf(caps: SpendingLimits, code: string): SpendingLimit | undefined {
  return Object.hasOwn(caps, code) ? caps[code] : undefined;
}

function spentToday(question: LimitCheck): Spent {
  const { assetCode } = question.debit;
  return question.answers(dayQuestion(question)).filter((sum) => sum.assetCode === assetCode);
}

/** What is left of a limit; never less than nothing. In the finest scale of all, so that nothing is rounded. */
function less(cap: Amount, spent: Spent): Amount {
  const assetScale = Math.max(cap.assetScale, ...spent.map((amount) => amount.assetScale));
  const left = spent.reduce((rest, amount) => rest - inScale(amount, assetScale), inScale(cap, assetScale));
  return { value: left > 0n ? left : 0n, assetCode: cap.assetCode, assetScale };
}

/** Compares two amounts of one currency: positive if the first is larger. */
export function compare(a: Amount, b: Amount): number {
  const scale = Math.max(a.assetScale, b.assetScale);
  const difference = inScale(a, scale) - inScale(b, scale);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

function inScale({ value, assetScale }: Amount, scale: number): bigint {
  return value * 10n ** BigInt(scale - assetScale);
}
