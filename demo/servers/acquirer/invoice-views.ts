import { invoiceUrl, merchantOf, subjectOf, type AcquirerContext } from './acquirer-context.ts';
import { statusOf, type InvoiceRecord } from './invoice-store.ts';

/** The response to the creation of an invoice. Its name has no scheme. */
export function createdView(acquirer: Pick<AcquirerContext, 'hosts'>, invoice: InvoiceRecord) {
  const merchant = merchantOf(invoice);
  return {
    name: invoiceUrl(acquirer, invoice.id).replace(/^https?:/, ''),
    subject: invoice.subject ?? subjectOf(acquirer, merchant),
    amount: wireUnits(invoice.amount),
    asset: merchant.asset,
    received: wireUnits(invoice.received),
    ...(invoice.expiresAt === undefined ? {} : { expiresAt: new Date(invoice.expiresAt).toISOString() }),
    ...(invoice.description === undefined ? {} : { description: invoice.description }),
  };
}

/** The public fields of an invoice. */
export function publicView(acquirer: Pick<AcquirerContext, 'hosts'>, invoice: InvoiceRecord) {
  return { ...createdView(acquirer, invoice), status: statusOf(invoice) };
}

/** A JSON number within the safe integers, otherwise a string. */
export function wireUnits(units: string): number | string {
  return BigInt(units) <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(units) : units;
}
