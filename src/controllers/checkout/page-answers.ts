import type { CheckoutReply } from '../../messages/checkout.ts';
import { METHOD_TOKEN } from '../../messages/checkout.ts';
import { toWire } from '../../model/amount.ts';
import type { ErrorCode } from '../../model/errors.ts';
import { ERRORS } from '../../model/errors.ts';
import { isCheckingStopped } from '../../model/journal.ts';
import type { Payment } from '../../model/payment.ts';
import type { Rail } from '../../model/rail.ts';

/**
 * What a page's developer reads for failures that lie in the page's own request or at its own wallet. Everything else is the
 * person's business: a page learns only that it was not paid.
 */
const FOR_MERCHANTS: Partial<Record<ErrorCode, string>> = {
  'invalid-request':
    'The payment method data must name exactly one thing to pay: an incomingPayment, a walletAddress or an invoice, as an https URL, or an opencharge order with its signature.',
  'insecure-url': 'The payment method data must hold an https URL of a public host, without user name, password or fragment.',
  'malformed-amount': 'An amount of the request is not a positive decimal number.',
  'amount-too-fine': "The total has more decimals than the payee's asset has.",
  'asset-mismatch': "The total's currency is not the asset of the payee's wallet.",
  'amount-mismatch': "The total is not what the payee's wallet says is due.",
  'payable-unknown': "The payee's wallet knows no such incoming payment, or no longer, as it has expired.",
  'payable-completed': 'The incoming payment is paid already.',
  'payable-expired': 'The incoming payment has expired.',
  // Within a checkout only the payee's address is looked up.
  'not-a-wallet-address': 'No wallet answers at the walletAddress of the payment method data.',
  'payee-not-payable': "The payee's wallet cannot be paid over Interledger.",
  'not-registered': 'The registry knows no merchant or payment gateway of that OCID.',
  'order-not-signed': "The signature is not the merchant's over exactly this order.",
  'not-a-gateway': 'The checkoutUrl is at no payment gateway of this order, or its session is for another order.',
  'no-settlement': 'The payment gateway can settle with nobody whose proof the order accepts.',
  'paid-in-part': 'Only a part of the payment was made. Read your own wallet for what arrived.',
};

/** Nothing waits here any more: the page has gone, or the browser's own handling has the order. */
const NOT_AGAIN: ReadonlySet<ErrorCode> = new Set(['page-gone', 'other-method-chosen', 'other-method-blocked']);

const HAND_OVER: CheckoutReply = { type: 'hand-over' };

/** For a payment of which nobody knows for too long. */
export const UNSURE: CheckoutReply = {
  type: 'error',
  name: 'OperationError',
  message: 'Whether the payment was made is not known yet. Read your wallet before you ask for it again.',
};

/**
 * Whether the sheet may still turn this failure into a payment: nothing was approved, and trying again or elsewhere can help; or a part was
 * paid, and what is left can be.
 */
export function isRetriable(payment: Payment): boolean {
  if (payment.state !== 'failed' && payment.state !== 'expired') return false;
  if (isPaidInPart(payment)) return true;
  if (!payment.failure || payment.approval || NOT_AGAIN.has(payment.failure.code)) return false;
  return ERRORS[payment.failure.code] === 'safe';
}

/** Whether a new payment of the same can help where this one ended without paying, and its error does not say itself what to do. */
export function isWorthStartingOver({ state, failure }: Payment): boolean {
  if (state !== 'failed' && state !== 'expired') return false;
  return failure !== undefined && ERRORS[failure.code] === 'safe' && !NOT_AGAIN.has(failure.code);
}

/** Whether a part of the money has moved and the rest will not by itself. */
export function isPaidInPart({ failure }: Payment): boolean {
  return failure?.code === 'paid-in-part';
}

/** What the page is told of a payment by its rail as it stands, or nothing while its promise stays open. */
export function answerFor(payment: Payment, { reference }: Pick<Rail, 'reference'>): CheckoutReply | undefined {
  if (payment.failure?.code === 'other-method-chosen') return HAND_OVER;
  switch (payment.state) {
    case 'completed':
      return completed(payment, reference);
    case 'declined':
      return { type: 'error', name: 'AbortError', message: 'The payment was cancelled.' };
    case 'failed':
    case 'expired':
      // While the sheet offers another try, the order is still open; it is over when the user has put the sheet away.
      return isRetriable(payment) && payment.seenAt === undefined ? undefined : failed(payment);
    case 'unsure':
      // The payee has what was due, whoever sent it: that is all that a page is told of any payment.
      if (payment.failure?.code === 'sender-unknown') return completed(payment, reference);
      return isCheckingStopped(payment) ? UNSURE : undefined;
    default:
      return undefined;
  }
}

/** The answer to a request that never became a payment. */
export function refusal(code: ErrorCode): CheckoutReply {
  const name = code === 'invalid-request' || code === 'insecure-url' || code === 'malformed-amount' ? 'TypeError' : 'OperationError';
  return { type: 'error', name, message: wordsFor(code) };
}

function completed({ intent, payable, receipt }: Payment, reference: string): CheckoutReply {
  const details = {
    [reference]: payable?.url ?? intent.request.target,
    status: 'completed' as const,
    ...(receipt ? { receivedAmount: toWire(receipt.received) } : {}),
  };
  return { type: 'response', methodName: intent.methodName ?? METHOD_TOKEN, details };
}

/** What a page hears of a payment that ended unpaid, once no other attempt is wanted. */
export function failed({ failure }: Payment): CheckoutReply {
  if (failure?.code === 'consent-closed' || failure?.code === 'page-gone') {
    return { type: 'error', name: 'AbortError', message: 'The payment was cancelled.' };
  }
  return { type: 'error', name: 'OperationError', message: wordsFor(failure?.code ?? 'internal') };
}

function wordsFor(code: ErrorCode): string {
  return FOR_MERCHANTS[code] ?? 'The payment could not be made. No money was moved.';
}
