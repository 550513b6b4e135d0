import type { ErrorCode, TenderError } from '../../model/errors.ts';
import { withCode } from '../gnap/explain.ts';
import type { Refusal } from '../http/refusal.ts';

/** Error codes for the reasons that issuers give about invoices and payments. */
const ERROR_CODES: Readonly<Record<string, ErrorCode>> = {
  invoice_paid: 'payable-completed',
  invoice_expired: 'payable-expired',
  invoice_changed: 'payable-changed',
  debit_too_high: 'over-limit',
  limit_exceeded: 'over-limit',
  quote_expired: 'quote-expired',
  insufficient_funds: 'insufficient-funds',
};

/** The error code for an issuer's reason; undefined for an unknown reason. */
export function errorCodeOf(word: string | null | undefined): ErrorCode | undefined {
  return word != null && Object.hasOwn(ERROR_CODES, word) ? ERROR_CODES[word] : undefined;
}

/** The error for a refusal about the invoice or the payment; undefined for other refusals. */
export function explainInvoice(refusal: Refusal): TenderError | undefined {
  const code = errorCodeOf(refusal.facts.serverCode);
  return code && withCode(refusal, code);
}
