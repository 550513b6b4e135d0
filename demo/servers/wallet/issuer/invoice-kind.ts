import type { PaymentKind } from '../settlement.ts';
import type { InvoiceReader } from './invoice-reader.ts';
import type { InvoicePaymentRecord, IssuerStore } from './issuer-store.ts';

/** Payments of invoices for the settlement. */
export function invoicePayments(issuer: IssuerStore, invoices: InvoiceReader): PaymentKind<InvoicePaymentRecord> {
  return {
    get: (id) => issuer.payment(id),
    list: () => issuer.payments(),
    save: (payment) => issuer.savePayment(payment),
    payable: async (invoice) => (await invoices.payable(invoice).catch(() => undefined))?.method,
    conclude: async (url) => {
      const error = await reasonAt(invoices, url);
      return (payment, sentAll) => (sentAll ? { ...payment, state: 'completed' } : { ...payment, state: 'failed', error });
    },
  };
}

/** Why an invoice accepted no more, if it says so. */
async function reasonAt(invoices: InvoiceReader, url: string): Promise<string> {
  const status = await invoices.read(url).then(
    (invoice) => invoice.status,
    () => 'pending',
  );
  return status === 'pending' ? 'not_delivered' : `invoice_${status}`;
}
