import type { Hosts } from '../../hosts.ts';
import type { Connector } from '../connector/connector.ts';
import type { InvoiceRecord, InvoiceStore } from './invoice-store.ts';
import { merchantByUser, type Merchant } from './merchants.ts';

/** What the parts of the acquirer share. */
export interface AcquirerContext {
  readonly hosts: Hosts;
  readonly connector: Connector;
  readonly invoices: InvoiceStore;
}

/** Where an invoice is: its `name` with the scheme put before it. */
export function invoiceUrl({ hosts }: Pick<AcquirerContext, 'hosts'>, id: string): string {
  return `${hosts.origin('acquirer')}/invoices/${id}`;
}

/** A merchant's payment pointer, such as `$acquirer.test/merchant`. */
export function subjectOf({ hosts }: Pick<AcquirerContext, 'hosts'>, { user }: Merchant): string {
  return `$${hosts.host('acquirer')}/${user}`;
}

/** Whose invoice it is. */
export function merchantOf({ account }: InvoiceRecord): Merchant {
  const merchant = merchantByUser(account);
  if (!merchant) throw new Error(`no merchant ${account}`);
  return merchant;
}
