import type { Amount } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import { mostOf } from '../../model/receipt.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { explain } from '../gnap/explain.ts';
import type { PayerSession } from './outgoing-payment.ts';
import { isUnspent, listOutgoingPayments, outgoingUrl, ownId, readOutgoingPayment } from './outgoing-payment.ts';
import { Refusal } from '../http/refusal.ts';
import { hostOf, lastSegment, sameResource } from '../http/urls.ts';
import type { OutgoingPaymentAnswer } from './wire.ts';

/**
 * What the payer's wallet says about the outgoing payment of one quote.
 * `absent`: it has none. `surely` when it said so of everything that the grant did; otherwise it only does not know the address that a
 * payment of this quote has at wallets which name payments after quotes, though the token is alive.
 */
export type PayerSide =
  | {
      readonly kind: 'found';
      readonly url: string;
      readonly failed: boolean;
      readonly sent: Amount;
      /** It said that something was sent, and two readings differ on how much. */
      readonly isSumOpen?: true;
      /** What it takes from the account: the quote's debit, or more where the wallet says more. */
      readonly debit: Amount;
    }
  | { readonly kind: 'absent'; readonly surely: boolean }
  | {
      readonly kind: 'unknown';
      readonly error: TenderError;
      /** It knows nothing of the payment where we look, though it may be elsewhere. */
      readonly isMissing?: true;
    };

/** Reads whether the payment exists at the payer's wallet. Never throws: what cannot be read is `unknown`. */
export async function readPayerSide(deps: OpenPaymentsDeps, session: PayerSession, signal: AbortSignal): Promise<PayerSide> {
  try {
    return found(session, await readOutgoingPayment(deps, session, signal));
  } catch (thrown) {
    const isMissing = thrown instanceof Refusal && thrown.isAbsence && !session.state().outgoing;
    return isMissing ? await readAbsence(deps, session, signal) : { kind: 'unknown', error: explain(thrown) };
  }
}

function found(session: PayerSession, answer: OutgoingPaymentAnswer): PayerSide {
  if (!isOurs(session, answer)) {
    const params = { host: hostOf(session.wallet.resourceServer), what: 'quoteId' };
    return { kind: 'unknown', error: new TenderError('malformed', { params }) };
  }
  const { failed, sentAmount: sent, debitAmount } = answer;
  const debit = mostOf(session.payment.quote.debit, [debitAmount, sent]);
  return { kind: 'found', url: ownId(session, answer) ?? outgoingUrl(session), failed, sent, debit };
}

function isOurs({ payment }: PayerSession, { quoteId, receiver }: OutgoingPaymentAnswer): boolean {
  const isQuotes =
    !quoteId || (URL.canParse(quoteId) ? sameResource(quoteId, payment.quote.id) : quoteId === lastSegment(payment.quote.id));
  return isQuotes && sameResource(receiver, payment.payable.url);
}

/**
 * A 404, or the 401 "Unauthorized" that some wallets give for it, may also come from a token that is dead, or from a wallet which names
 * payments otherwise. So two more things are read with the same token: the list of payments, and what the grant has spent. Either can
 * settle it; a list that is refused as not granted at least shows that the token is alive. What an allowance has spent says nothing of one
 * payment among others.
 */
async function readAbsence(deps: OpenPaymentsDeps, session: PayerSession, signal: AbortSignal): Promise<PayerSide> {
  const spending = session.isShared ? Promise.reject(new TenderError('answer-lost')) : isUnspent(deps, session, signal);
  const [listed, unspent] = await Promise.allSettled([listOutgoingPayments(deps, session, signal), spending]);
  if (listed.status === 'fulfilled') {
    const ours = listed.value.payments.find((payment) => isOurs(session, payment));
    if (ours) return found(session, ours);
    if (listed.value.isAll) return { kind: 'absent', surely: true };
  }
  if (unspent.status === 'fulfilled') {
    return unspent.value ? { kind: 'absent', surely: true } : { kind: 'unknown', error: new TenderError('answer-lost') };
  }
  const isAlive = listed.status === 'fulfilled' || isTooNarrow(listed.reason);
  if (isAlive && namesAfterQuotes(session)) return { kind: 'absent', surely: false };
  const error = explain(listed.status === 'rejected' ? listed.reason : unspent.reason);
  // A list that could not be read for once may still tell.
  const isMissing = listed.status === 'fulfilled' || (listed.reason instanceof Refusal && listed.reason.code === 'refused');
  return { kind: 'unknown', error, ...(isMissing ? { isMissing } : {}) };
}

/** A token that is told what it lacks is alive. */
function isTooNarrow(reason: unknown): boolean {
  return reason instanceof Refusal && reason.facts.status === 403 && /^insufficient grant$/i.test(reason.facts.description);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Servers that name their quotes by UUIDs, and refuse in the reference server's words, are that server's kin: there, one id names both. */
function namesAfterQuotes({ payment }: PayerSession): boolean {
  return UUID.test(lastSegment(payment.quote.id));
}
