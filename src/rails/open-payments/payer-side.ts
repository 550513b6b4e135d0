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
 * The payer's wallet's view of the outgoing payment for one quote. `absent`: there is none. `surely` is true if the wallet said so about
 * everything under the grant. Otherwise the token is valid and only the URL is unknown which the payment would have at wallets that use the
 * quote's id as the payment's id.
 */
export type PayerSide =
  | {
      readonly kind: 'found';
      readonly url: string;
      readonly failed: boolean;
      readonly sent: Amount;
      /** The wallet reports that money was sent, but two reads differ on the amount. */
      readonly isSumOpen?: true;
      /** The amount that leaves the account: the quote's debit, or more if the wallet says more. */
      readonly debit: Amount;
    }
  | { readonly kind: 'absent'; readonly surely: boolean }
  | {
      readonly kind: 'unknown';
      readonly error: TenderError;
      /** The payment is not at the expected URL, but may have another one. */
      readonly isMissing?: true;
    };

/** Reads whether the payment exists at the payer's wallet. Never throws: read errors give `unknown`. */
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
 * A 404, or the 401 "Unauthorized" that some wallets use instead, may also mean that the token is not valid, or that the wallet uses
 * another id for the payment. So the list of payments and the amount spent under the grant are read with the same token. Each of them can
 * prove that there is no payment. If the list is refused because the grant does not cover it, the token is valid. The amount spent under an
 * allowance says nothing about one of its payments.
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
  const isAlive = listed.status === 'fulfilled' || isInsufficientAccess(listed.reason);
  if (isAlive && usesQuoteIds(session)) return { kind: 'absent', surely: false };
  const error = explain(listed.status === 'rejected' ? listed.reason : unspent.reason);
  // A list that failed with a temporary error may succeed later.
  const isMissing = listed.status === 'fulfilled' || (listed.reason instanceof Refusal && listed.reason.code === 'refused');
  return { kind: 'unknown', error, ...(isMissing ? { isMissing } : {}) };
}

/** A token that lacks an access is still valid. */
function isInsufficientAccess(reason: unknown): boolean {
  return reason instanceof Refusal && reason.facts.status === 403 && /^insufficient grant$/i.test(reason.facts.description);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Whether the server is of the same kind as the reference server, which uses the quote's id as the payment's id. These servers use UUIDs as
 * quote ids and the reference server's error messages.
 */
function usesQuoteIds({ payment }: PayerSession): boolean {
  return UUID.test(lastSegment(payment.quote.id));
}
