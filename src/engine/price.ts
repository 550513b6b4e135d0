import { checkDue, checkQuote } from './check-amounts.ts';
import { sameAsset } from '../model/amount.ts';
import type { Amount } from '../model/amount.ts';
import type { EngineContext } from './engine-context.ts';
import { endBeforeSubmission, railOf, toolsFor } from './engine-context.ts';
import { digestOf } from './digest.ts';
import { offerOf } from '../model/offer.ts';
import { TenderError } from '../model/errors.ts';
import type { Intent } from '../model/intent.ts';
import type { Payable } from '../model/payable.ts';
import type { PaidBefore } from '../model/payees/payee-memory.ts';
import { payeeOf, payeeMemoryOf } from '../model/payees/payee-memory.ts';
import type { Payment } from '../model/payment.ts';
import type { Permission } from '../model/permission.ts';
import { IdentityWanted } from '../model/permission.ts';
import { changed, moved } from '../model/payment.ts';
import type { Quote } from '../model/quote.ts';
import type { Quoted, Resolved } from '../model/rail.ts';

/** Milliseconds before its expiry at which a quote is renewed, or a third of its lifetime if that is shorter. */
const RENEW_BEFORE = 10_000;
/** Minimum milliseconds between two quote requests. */
const RENEW_AFTER = 2_000;
/** Milliseconds after which the quote of an unused sheet is not renewed any more. */
const UNUSED_SHEET_LIFE = 30 * 60_000;

/**
 * Takes a payment from `asked` or `resolved` to `quoted`: requests the due amount and the quote concurrently and compares the amounts.
 * Without a linked wallet it stops at `resolved`; before a request that needs a permission it stops at its state. Ends the payment if it
 * cannot be paid.
 */
export async function price(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  const work = new AbortController();
  const both = AbortSignal.any([signal, work.signal]);
  try {
    const payment = await context.journalWriter.get(id);
    if (payment.awaits) return;
    const walletId = payment.walletId ?? (await context.defaultWallet(payment.intent));
    const resolving = resolve(context, payment, walletId, both);
    // All are awaited below, in order. A later rejection must not be reported as unhandled before that.
    const paid = context.journalWriter.paid();
    for (const later of [resolving, paid]) later.catch(() => undefined);
    const asksFirst = walletId !== undefined && payment.contactAllowed !== walletId && (await context.privacy.asksBeforeContact());
    const quoting = walletId === undefined || asksFirst ? undefined : quote(context, payment, walletId, resolving, both);
    quoting?.catch(() => undefined);
    await writeResolved(context, id, await resolving);
    if (walletId === undefined) return;
    if (asksFirst && !isKnown(payment.intent, (await resolving).payable, await paid)) {
      return await writeAwaits(context, id, { kind: 'wallet-contact', walletId }, signal);
    }
    await writeQuoted(context, id, await (quoting ?? quote(context, payment, walletId, resolving, both)), await paid, signal);
  } catch (error) {
    // Aborted: another task has replaced this one (another wallet, a decline), so nothing is written.
    if (!signal.aborted) await writeUnpriced(context, id, error, signal);
  } finally {
    work.abort();
  }
}

/** Renews the quote before it expires, until the payment leaves `quoted` or the sheet is unused for too long. */
export async function keepPriced(context: EngineContext, id: string, signal: AbortSignal): Promise<void> {
  // A slow wallet is asked earlier, so that the next quote arrives before the last one expires.
  let quoteDuration: number | undefined;
  try {
    for (;;) {
      const before = await context.journalWriter.get(id);
      if (before.state !== 'quoted' || !before.quote) return;
      const now = context.clock.now();
      const leftAt = (before.history.at(-1)?.at ?? before.createdAt) + UNUSED_SHEET_LIFE;
      if (leftAt <= now && before.quote.expiresAt <= now) throw new TenderError('quote-expired');
      // The quote is valid longer than it is needed.
      if (leftAt <= now) return;
      const life = Math.max(0, before.quote.expiresAt - now);
      await context.clock.sleep(
        Math.min(leftAt - now, Math.max(RENEW_AFTER, life - renewBefore(life, quoteDuration ?? firstQuoteDuration(before)))),
        signal,
      );
      const asked = context.clock.now();
      if (leftAt <= asked) continue;
      const quoted = await requote(context, before, signal);
      quoteDuration = context.clock.now() - asked;
      await writeQuoted(context, id, quoted, await context.journalWriter.paid(), signal);
    }
  } catch (error) {
    if (!signal.aborted) await endBeforeSubmission(context, id, error);
  }
}

/** Minimum time that the wallet needed for the first quote: it was requested before the payee answered. */
function firstQuoteDuration({ history }: Payment): number {
  const at = history.findIndex(({ state }) => state === 'quoted');
  const [resolved, quoted] = history.slice(Math.max(0, at - 1), at + 1);
  return resolved && quoted ? quoted.at - resolved.at : 0;
}

/** How long before its expiry a quote is renewed, in milliseconds. */
function renewBefore(life: number, took: number): number {
  return Math.min(Math.max(RENEW_BEFORE, 2 * took), life / 3);
}

/** Requests a new quote from the same wallet for the resolved payable. */
export function requote(context: EngineContext, payment: Payment, signal: AbortSignal): Promise<Quoted> {
  if (!payment.quote) throw new TenderError('internal', { params: { what: 'not priced' } });
  return quote(context, payment, payment.quote.walletId, resolve(context, payment, payment.quote.walletId, signal), signal);
}

function resolve(context: EngineContext, payment: Payment, walletId: string | undefined, signal: AbortSignal): Promise<Resolved> {
  const { payable, rail: state = {} } = payment;
  if (payable) return Promise.resolve({ payable, state });
  return railOf(context, payment).resolve(payment.intent, walletId, toolsFor(context, payment, signal));
}

function quote(
  context: EngineContext,
  payment: Payment,
  walletId: string,
  resolving: Promise<Resolved>,
  signal: AbortSignal,
): Promise<Quoted> {
  return railOf(context, payment).quote(payment.intent, walletId, resolving, toolsFor(context, payment, signal));
}

async function writeResolved(context: EngineContext, id: string, { payable, state }: Resolved): Promise<void> {
  const { intent } = await context.journalWriter.get(id);
  checkDue(intent, payable);
  await context.journalWriter.move(id, ['asked'], 'resolved', { set: { payable, rail: state } });
}

/** Handles an error while pricing: the payment waits for a permission, or it ends. */
async function writeUnpriced(context: EngineContext, id: string, error: unknown, signal: AbortSignal): Promise<void> {
  if (error instanceof IdentityWanted) await writeAwaits(context, id, { kind: 'payee-identity', ...error.disclosure }, signal);
  else await endBeforeSubmission(context, id, error);
}

/** Whether this origin, or this user for a payment without a page, has paid this payee before. */
function isKnown({ source }: Intent, payable: Payable, paid: readonly PaidBefore[]): boolean {
  return payeeMemoryOf(source.origin, payeeOf(payable), paid).verdict.kind === 'known';
}

/** The payment waits for a permission of the user. Its wallet does not change. */
async function writeAwaits(context: EngineContext, id: string, awaits: Permission, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await context.journalWriter.update(id, (stored) => {
    if (stored.state !== 'asked' && stored.state !== 'resolved') return undefined;
    return changed(stored, { set: { awaits, walletId: awaits.walletId } });
  });
}

/**
 * Updates the offer's facts about past payments: one of them may have ended since the offer was made.
 * @throws {TenderError} `approval-mismatch` if they have changed. The sheet then shows them with a new digest.
 */
export async function recheckMemory(context: EngineContext, id: string): Promise<void> {
  const payment = await context.journalWriter.get(id);
  const { intent, payable, quote, digest: shown, state } = payment;
  if (state !== 'quoted' || !payable || !quote) return;
  const now = payeeMemoryOf(intent.source.origin, payeeOf(payable), await context.journalWriter.paid());
  const digest = await digestOf(offerOf(payment, payable, quote, now));
  if (digest === shown) return;
  await context.journalWriter.update(id, (stored) =>
    stored.state === 'quoted' && stored.quote?.id === quote.id ? changed(stored, { set: { memory: now, digest } }) : undefined,
  );
  throw new TenderError('approval-mismatch');
}

async function writeQuoted(
  context: EngineContext,
  id: string,
  { quote, state }: Quoted,
  paid: readonly PaidBefore[],
  signal: AbortSignal,
): Promise<void> {
  const payment = await context.journalWriter.get(id);
  const { intent, payable } = payment;
  if (!payable) throw new TenderError('internal', { params: { what: 'quoted before resolved' } });
  checkQuote(intent, payable, quote);
  const memory = payeeMemoryOf(intent.source.origin, payeeOf(payable), paid);
  const digest = await digestOf(offerOf(payment, payable, quote, memory));
  signal.throwIfAborted();
  await context.journalWriter.update(id, (stored) => {
    const debitBefore = lowerDebitShown(stored, quote);
    const set = { walletId: quote.walletId, quote, memory, digest, rail: state, ...(debitBefore ? { debitBefore } : {}) };
    const change = debitBefore ? { set } : { set, drop: ['debitBefore'] as const };
    if (stored.state === 'quoted') return changed(stored, change);
    return stored.state === 'resolved' ? moved(stored, 'quoted', context.clock.now(), change) : undefined;
  });
}

/** The lower debit that the sheet showed before this quote, if there was one. */
function lowerDebitShown(stored: Payment, quote: Quote): Amount | undefined {
  const shown = stored.debitBefore ?? stored.quote?.debit;
  return shown && sameAsset(shown, quote.debit) && shown.value < quote.debit.value ? shown : undefined;
}
