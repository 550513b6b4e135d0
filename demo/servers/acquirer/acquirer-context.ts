import type { Hosts } from '../../hosts.ts';
import type { Connector } from '../connector/connector.ts';
import type { InvoiceRecord, InvoiceStore } from './invoice-store.ts';
import { merchantByUser, type Merchant } from './merchants.ts';

/** Common dependencies of the acquirer's parts. */
export interface AcquirerContext {
  readonly hosts: Hosts;
  readonly connector: Connector;
  readonly invoices: InvoiceStore;
}

/** An invoice's URL: its `name` with a scheme. */
export function invoiceUrl({ hosts }: Pick<AcquirerContext, 'hosts'>, id: string): string {
  return `${hosts.origin('acquirer')}/invoices/${id}`;
}

/** A merchant's payment pointer, such as `$acquirer.test/merchant`. */
export function subjectOf({ hosts }: Pick<AcquirerContext, 'hosts'>, { user }: Merchant): string {
  return `$${hosts.host('acquirer')}/${user}`;
}

/** The merchant of an invoice. */
export function merchantOf({ account }: InvoiceRecord): Merchant {
  const merchant = merchantByUser(account);
  if (!merchant) throw new Error(`no merchant ${account}`);
  return merchant;
}
