import type { Faults } from '../../faults.ts';
import type { HostName, Hosts } from '../../hosts.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';
import type { Connector } from '../connector/connector.ts';
import type { Ledger } from '../../money/ledger.ts';
import type { Database } from '../../storage/database.ts';
import { accounts, type Account, type WalletName } from './accounts.ts';
import type { GrantStore } from './auth/grant-store.ts';
import type { KeyStore } from './keys.ts';
import type { Specifications, Violation } from './openapi.ts';
import type { Receivers } from './resource/receivers.ts';
import type { OutgoingPaymentRecord, ResourceStore } from './resource/resource-store.ts';
import type { SessionStore } from './pages/sessions.ts';
import type { InvoiceReader } from './issuer/invoice-reader.ts';
import type { InvoicePaymentRecord, IssuerStore } from './issuer/issuer-store.ts';
import type { Settlement } from './settlement.ts';

/** How long things take; tests shorten them. */
export interface Timing {
  /** Seconds before a grant may be continued. */
  readonly wait: number;
  /** Lifetime of a quote. */
  readonly quoteMs: number;
  /** Lifetime of an access token. */
  readonly tokenSeconds: number;
  /** Lifetime of an interaction. */
  readonly interactionMs: number;
  /** After which an unfunded payment is marked failed: at least and at most. */
  readonly failMs: readonly [number, number];
  /** How long the key set of an unknown wallet address takes to be not found. */
  readonly unknownKeysMs: number;
  /** Between the creation of an outgoing payment and its first packet. */
  readonly settleMs: number;
  /** Before the acquirer sends a webhook that was not taken again; doubles each time, up to a minute. */
  readonly webhookMs: number;
}

/** Where a wallet's three servers live. Nothing of one can be derived from another. */
export interface WalletLayout {
  readonly name: WalletName;
  readonly title: string;
  readonly colour: string;
  readonly walletHost: HostName;
  readonly authHost: HostName;
  readonly resourceHost: HostName;
  /** Path of the grant endpoint on the authorization host. */
  readonly grantPath: string;
  /** Path under which the resource server's collections are, without a trailing slash. */
  readonly resourcePath: string;
}

export const layouts: readonly WalletLayout[] = [
  {
    name: 'cloudninebank',
    title: 'Cloud Nine Bank',
    colour: '#2f6fde',
    walletHost: 'cloudninebank',
    authHost: 'auth.cloudninebank',
    resourceHost: 'cloudninebank',
    grantPath: '/',
    resourcePath: '/op',
  },
  {
    name: 'happylifebank',
    title: 'Happy Life Bank',
    colour: '#c2571a',
    walletHost: 'happylifebank',
    authHost: 'id.happylifebank',
    resourceHost: 'resources.happylifebank',
    grantPath: '/3f1f6bd2-9f0c-4f0e-8d8a-6b0f6f1e7c55',
    resourcePath: '',
  },
];

/** What the modules of one wallet share. */
export interface WalletContext {
  readonly layout: WalletLayout;
  readonly urls: WalletUrls;
  readonly db: Database;
  readonly ledger: Ledger;
  readonly faults: Faults;
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
  /** What this wallet keeps as an issuer, which pays invoices. */
  readonly issuer: IssuerStore;
  readonly invoices: InvoiceReader;
  readonly invoiceSettlement: Settlement<InvoicePaymentRecord>;
  /** Told of each reply that breaks the official description; undefined where nobody checks. */
  readonly onViolation: ((violation: Violation) => void) | undefined;
}

/** A wallet's addresses. */
export interface WalletUrls {
  readonly walletOrigin: string;
  readonly authOrigin: string;
  readonly authServer: string;
  readonly resourceServer: string;
  walletAddress(account: Account): string;
}

export function walletUrls(layout: WalletLayout, hosts: Hosts): WalletUrls {
  const walletOrigin = hosts.origin(layout.walletHost);
  const authOrigin = hosts.origin(layout.authHost);
  return {
    walletOrigin,
    authOrigin,
    authServer: authOrigin + layout.grantPath,
    resourceServer: hosts.origin(layout.resourceHost) + layout.resourcePath,
    walletAddress: ({ user }) => `${walletOrigin}/${user}`,
  };
}

/** The account whose user name this is; case does not matter, as in the field. */
export function accountByUser(wallet: WalletName, user: string): Account | undefined {
  return accounts.find((account) => account.wallet === wallet && account.user === user.toLowerCase());
}

/** The account with exactly this wallet address. */
export function accountByAddress({ layout, urls }: Pick<WalletContext, 'layout' | 'urls'>, address: string) {
  return accounts.find((account) => account.wallet === layout.name && urls.walletAddress(account) === address);
}
