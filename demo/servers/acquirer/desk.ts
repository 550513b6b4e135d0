import { randomUUID } from 'node:crypto';
import { invoiceUrl, type AcquirerContext } from './acquirer-context.ts';
import type { InvoiceRecord, Twists } from './invoice-store.ts';
import { merchantByUser } from './merchants.ts';

/** An invoice that a test wants, with the ways in which it is to misbehave. */
export interface InvoiceWish extends Twists {
  /** The merchant's user name. */
  readonly account: string;
  /** In the merchant's smallest units. */
  readonly amount: bigint;
  readonly description?: string;
  /** ISO 8601; may lie in the past. */
  readonly expiresAt?: string;
}

/** The acquirer as tests handle it, without HTTP. */
export interface AcquirerDesk {
  /** Makes an invoice; returns its URL. */
  invoice(wish: InvoiceWish): string;
  /** What came in for an invoice, in smallest units. */
  received(url: string): bigint;
  /** Changes an invoice that payers may have read already. Throws `RangeError` below what was received. */
  change(url: string, change: Partial<Omit<InvoiceWish, 'account'>>): void;
}

export function createDesk(acquirer: AcquirerContext): AcquirerDesk {
  const found = (url: string): InvoiceRecord => {
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
    received: (url) => BigInt(found(url).received),
    change: (url, { amount, expiresAt, ...rest }) => {
      const invoice = found(url);
      if (amount !== undefined && amount < BigInt(invoice.received)) throw new RangeError('less than was received');
      acquirer.invoices.save({ ...invoice, ...rest, ...(amount === undefined ? {} : { amount: amount.toString() }), ...expiry(expiresAt) });
    },
  };
}

function expiry(text: string | undefined): { expiresAt?: number } {
  return text === undefined ? {} : { expiresAt: Date.parse(text) };
}
