import type { Faults } from '../../faults.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';
import type { Connector } from '../connector/connector.ts';
import type { Ledger } from '../../money/ledger.ts';
import type { Database } from '../../storage/database.ts';
import { accounts } from './accounts.ts';
import type { GrantStore } from './auth/grant-store.ts';
import type { WalletLayout, WalletUrls } from './wallet-layout.ts';
import type { Timing } from './timing.ts';
import type { KeyStore } from './keys.ts';
import type { Specifications, Violation } from './openapi.ts';
import type { Receivers } from './resource/receivers.ts';
import type { OutgoingPaymentRecord, ResourceStore } from './resource/resource-store.ts';
import type { WalletFault } from './wallet-faults.ts';
import type { SessionStore } from './pages/sessions.ts';
import type { InvoiceReader } from './issuer/invoice-reader.ts';
import type { InvoicePaymentRecord, IssuerStore } from './issuer/issuer-store.ts';
import type { Settlement } from './settlement.ts';

/** Common dependencies of a wallet's parts. */
export interface WalletContext {
  readonly layout: WalletLayout;
  readonly urls: WalletUrls;
  readonly db: Database;
  readonly ledger: Ledger;
  readonly faults: Faults<WalletFault>;
  readonly specifications: Specifications;
  readonly fetch: WorldFetch;
  readonly timing: Timing;
  readonly connector: Connector;
  readonly keys: KeyStore;
  readonly grants: GrantStore;
  readonly resources: ResourceStore;
  readonly receivers: Receivers;
  readonly sessions: SessionStore;
  readonly settlement: Settlement<OutgoingPaymentRecord>;
  /** The wallet's data as an issuer, which pays invoices. */
  readonly issuer: IssuerStore;
  readonly invoices: InvoiceReader;
  readonly invoiceSettlement: Settlement<InvoicePaymentRecord>;
  /** Called for each response that violates the official description; undefined if responses are not validated. */
  readonly onViolation: ((violation: Violation) => void) | undefined;
}

/** The account with exactly this wallet address. */
export function accountByAddress({ layout, urls }: Pick<WalletContext, 'layout' | 'urls'>, address: string) {
  return accounts.find((account) => account.wallet === layout.name && urls.walletAddress(account) === address);
}
