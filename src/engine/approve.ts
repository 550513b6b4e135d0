import type { Allowance } from '../limits/allowance.ts';
import { allowanceQuestions, covers } from '../limits/allowance.ts';
import { isSendable } from './authorize.ts';
import type { EngineContext } from './engine-context.ts';
import { railOf } from './engine-context.ts';
import { TenderError } from '../model/errors.ts';
import type { WriteGuard } from '../model/journal.ts';
import type { Amount } from '../model/amount.ts';
import type { SpendingLimits } from '../limits/spending-limits.ts';
import { spendingLimitGuard, hasLimit } from '../limits/spending-limits.ts';
import { hasWarning } from '../model/payees/payee-memory.ts';
import type { Payment } from '../model/payment.ts';
import { moved, movedAlong } from '../model/payment.ts';
import { recheckMemory } from './price.ts';
import type { RailState } from '../model/rail.ts';

/** The user's approval. */
export interface ApprovalRequest {
  /** The digest of the offer that the sheet showed. */
  readonly digest: string;
  /** The user confirmed the sheet's warning with a separate control. */
  readonly warningConfirmed?: boolean;
}

/**
 * Writes the user's approval. If the wallet's allowance covers the debit, the same transaction checks and reserves the amount, so that
 * concurrent approvals together stay within the allowance. Then nothing remains to be done before the request, and the payment becomes
 * `submitting` in the same write. If the allowance does not cover the debit, the wallet asks for consent.
 * @returns the payment as it was written; undefined if it was not waiting for an approval.
 * @throws {TenderError} `approval-mismatch` if the digest is not that of the current offer, or if it has a warning that the user has not
 *   confirmed; `quote-expired` if the quote has expired; `over-own-cap` if it exceeds a spending limit of the user.
 */
export async function writeApproval(context: EngineContext, id: string, request: ApprovalRequest): Promise<Payment | undefined> {
  await recheckMemory(context, id);
  const payment = await context.journalWriter.get(id);
  const standing = railOf(context, payment).allowances;
  const walletId = payment.quote?.walletId;
  const [allowance, limits] = await Promise.all([
    standing && walletId !== undefined ? context.allowanceOf(walletId) : undefined,
    ownLimits(context),
  ]);
  if (!standing || !allowance) return await write(context, id, request, limits);
  try {
    return await write(context, id, request, limits, { allowance, rail: standing.payUnder(allowance.id) });
  } catch (thrown) {
    if (!(thrown instanceof TenderError) || thrown.code !== 'over-limit') throw thrown;
    return await write(context, id, request, limits);
  }
}

/** The user's spending limits and the start of the day for which they count. */
interface OwnLimits {
  readonly caps: SpendingLimits;
  readonly today: number;
}

async function ownLimits(context: EngineContext): Promise<OwnLimits> {
  const caps = await context.spendingLimits();
  const isAny = Object.keys(caps).length > 0;
  return { caps, today: isAny ? await context.startOfDay(context.clock.now()) : 0 };
}

interface UnderAllowance {
  readonly allowance: Allowance;
  readonly rail: RailState;
}

async function write(
  context: EngineContext,
  id: string,
  request: ApprovalRequest,
  limits: OwnLimits,
  under?: UnderAllowance,
): Promise<Payment | undefined> {
  const at = context.clock.now();
  const { digest } = request;
  let approved = false;
  const approve = (stored: Payment): Payment | undefined => {
    if (stored.state !== 'quoted') return undefined;
    if (stored.intent.pending || stored.digest !== digest) throw new TenderError('approval-mismatch');
    if (needsConfirmation(stored) && request.warningConfirmed !== true) throw new TenderError('approval-mismatch');
    if (!stored.quote || stored.quote.expiresAt <= at) throw new TenderError('quote-expired');
    approved = true;
    const approval = { digest, at };
    if (!under) return moved(stored, 'approved', at, { set: { approval } });
    const through = isSendable(stored.quote, at) ? TO_SUBMITTING : TO_AUTHORIZED;
    return movedAlong(stored, through, at, { set: { approval, allowanceId: under.allowance.id, rail: under.rail } });
  };
  const payment = await context.journalWriter.update(id, approve, (stored) => guardsFor(stored, at, limits, under?.allowance));
  return approved ? payment : undefined;
}

/**
 * The conditions on other payments. They are built from the payment inside the write: one that was read before may have another debit or
 * wallet.
 */
function guardsFor(
  { quote, intent }: Payment,
  at: number,
  { caps, today }: OwnLimits,
  allowance: Allowance | undefined,
): readonly WriteGuard[] {
  if (!quote) return [];
  const { debit, walletId } = quote;
  const own = hasLimit(caps, debit.assetCode) ? [spendingLimitGuard({ caps, debit, origin: intent.source.origin, today })] : [];
  if (!allowance) return own;
  if (allowance.walletId !== walletId) throw new TenderError('approval-mismatch');
  return [...own, allowanceGuard(allowance, debit, at)];
}

const TO_AUTHORIZED = ['approved', 'authorized'] as const;
const TO_SUBMITTING = [...TO_AUTHORIZED, 'submitting'] as const;

/** Whether the sheet has a warning that the user must confirm. */
export function needsConfirmation({ memory, payable }: Payment): boolean {
  return payable?.isSubjectElsewhere === true || (memory !== undefined && hasWarning(memory));
}

function allowanceGuard(allowance: Allowance, debit: Amount, at: number): WriteGuard {
  return {
    questions: allowanceQuestions(allowance, at),
    check(answers) {
      if (!covers(allowance, debit, answers, at)) throw new TenderError('over-limit');
    },
  };
}
