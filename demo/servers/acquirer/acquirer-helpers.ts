import { randomUUID } from 'node:crypto';
import { invoiceUrl, type AcquirerContext } from './acquirer-context.ts';
import type { InvoiceRecord, Misbehaviour } from './invoice-store.ts';
import { merchantByUser } from './merchants.ts';

/** An invoice that a test creates, and its wrong behaviour. */
export interface NewInvoice extends Misbehaviour {
  /** The merchant's user name. */
  readonly account: string;
  /** In the merchant's smallest units. */
  readonly amount: bigint;
  readonly description?: string;
  /** ISO 8601; may be in the past. */
  readonly expiresAt?: string;
}

/** The acquirer's functions for tests, without HTTP. */
export interface AcquirerHelpers {
  /** Creates an invoice; returns its URL. */
  invoice(invoice: NewInvoice): string;
  /** The amount received for an invoice, in smallest units. */
  received(url: string): bigint;
  /** Changes an invoice that payers may have read already. Throws `RangeError` for an amount below the received one. */
  change(url: string, change: Partial<Omit<NewInvoice, 'account'>>): void;
}

export function acquirerHelpers(acquirer: AcquirerContext): AcquirerHelpers {
  const find = (url: string): InvoiceRecord => {
    const id = url.split('/').at(-1) ?? '';
    const invoice = acquirer.invoices.get(id);
    if (!invoice || url !== invoiceUrl(acquirer, id)) throw new Error(`no invoice ${url}`);
    return invoice;
  };
  return {
    invoice: ({ account, amount, expiresAt, ...rest }) => {
      if (!merchantByUser(account)) throw new Error(`no merchant ${account}`);
      const id = randomUUID();
      acquirer.invoices.save({
        id,
        account,
        amount: amount.toString(),
        received: '0',
        createdAt: Date.now(),
        ...rest,
        ...expiry(expiresAt),
      });
      return invoiceUrl(acquirer, id);
    },
    received: (url) => BigInt(find(url).received),
    change: (url, { amount, expiresAt, ...rest }) => {
      const invoice = find(url);
      if (amount !== undefined && amount < BigInt(invoice.received)) throw new RangeError('less than was received');
      acquirer.invoices.save({ ...invoice, ...rest, ...(amount === undefined ? {} : { amount: amount.toString() }), ...expiry(expiresAt) });
    },
  };
}

function expiry(text: string | undefined): { expiresAt?: number } {
  return text === undefined ? {} : { expiresAt: Date.parse(text) };
}
