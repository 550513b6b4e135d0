import type { Allowance } from './allowance.ts';
import { countsSince, covers } from './allowance.ts';
import type { EngineContext } from './context.ts';
import { TenderError } from './errors.ts';
import type { Permit } from './journal.ts';
import { capPermit, isCapped } from './own-caps.ts';
import { warns } from './payee-memory.ts';
import type { Payment } from './payment.ts';
import { moved } from './payment.ts';
import { recheckMemory } from './pricing.ts';

/** The person's yes. */
export interface Yes {
  /** Names exactly what the sheet showed. */
  readonly digest: string;
  /** The person confirmed, by a control of its own, that they looked at the sheet's warning. */
  readonly looked?: boolean;
}

/**
 * Writes the person's yes, and with it, where the wallet's allowance covers the debit, the promise of that much of it. Promise and check
 * are one transaction: however many payments are approved at once, together they stay within the allowance. What it does not cover goes
 * to the wallet for a consent of its own.
 * @returns false when the payment was not waiting for a yes (any more).
 * @throws {TenderError} `approval-mismatch` when the digest is not that of the current offer, or it warns and the person has not
 *   confirmed the look; `quote-expired` when the price no longer holds; `over-own-cap` over a limit of the person's own.
 */
export async function writeApproval(context: EngineContext, id: string, yes: Yes): Promise<boolean> {
  await recheckMemory(context, id);
  const payment = await context.book.get(id);
  const { quote } = payment;
  const allowance = quote && (await context.allowanceOf(quote.walletId));
  const own = await ownPermits(context, payment);
  if (!quote || !allowance) return await write(context, id, yes, own);
  try {
    return await write(context, id, yes, own, { allowance, permit: permitOf(allowance, quote.debit, context.clock.now()) });
  } catch (thrown) {
    if (!(thrown instanceof TenderError) || thrown.code !== 'over-limit') throw thrown;
    return await write(context, id, yes, own);
  }
}

/** The person's own limits, as conditions on the write. */
async function ownPermits(context: EngineContext, { quote, intent }: Payment): Promise<readonly Permit[]> {
  const caps = await context.ownCaps();
  if (!quote || !isCapped(caps, quote.debit.assetCode)) return [];
  const today = context.startOfDay(context.clock.now());
  return [capPermit({ caps, debit: quote.debit, origin: intent.source.origin, today })];
}

interface Under {
  readonly allowance: Allowance;
  readonly permit: Permit;
}

async function write(context: EngineContext, id: string, yes: Yes, own: readonly Permit[], under?: Under): Promise<boolean> {
  const at = context.clock.now();
  const { digest } = yes;
  let approved = false;
  const approve = (stored: Payment): Payment | undefined => {
    if (stored.state !== 'quoted') return undefined;
    if (stored.intent.pending || stored.digest !== digest) throw new TenderError('approval-mismatch');
    if (stored.memory && warns(stored.memory) && yes.looked !== true) throw new TenderError('approval-mismatch');
    if (!stored.quote || stored.quote.expiresAt <= at) throw new TenderError('quote-expired');
    approved = true;
    const set = { approval: { digest, at }, ...(under ? { allowanceId: under.allowance.id } : {}) };
    return moved(stored, 'approved', at, { set });
  };
  await context.book.update(id, approve, under ? [...own, under.permit] : own);
  return approved;
}

function permitOf(allowance: Allowance, debit: NonNullable<Payment['quote']>['debit'], at: number): Permit {
  return {
    since: countsSince(allowance, at),
    check(others) {
      if (!covers(allowance, debit, others, at)) throw new TenderError('over-limit');
    },
  };
}
