import type { ErrorCode, TenderError } from '../../model/errors.ts';
import { renamed } from '../gnap/explain.ts';
import type { Refusal } from '../http/refusal.ts';

/** What issuers say of invoices and of payments to them, as the error shown to the user. */
const MEANINGS: Readonly<Record<string, ErrorCode>> = {
  invoice_paid: 'payable-completed',
  invoice_expired: 'payable-expired',
  invoice_changed: 'payable-changed',
  debit_too_high: 'over-limit',
  limit_exceeded: 'over-limit',
  quote_expired: 'quote-expired',
  insufficient_funds: 'insufficient-funds',
};

/** The error code for an issuer's reason; undefined if it has no meaning for the user. */
export function meaningOf(word: string | null | undefined): ErrorCode | undefined {
  return word != null && Object.hasOwn(MEANINGS, word) ? MEANINGS[word] : undefined;
}

/** A refusal that speaks of the invoice or the payment; nothing for one of another kind. */
export function explainInvoice(refusal: Refusal): TenderError | undefined {
  const code = meaningOf(refusal.facts.serverCode);
  return code && renamed(refusal, code);
}
