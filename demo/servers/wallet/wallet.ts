import type { Hono } from 'hono';
import { Hono as App } from 'hono';
import type { Hosts } from '../../hosts.ts';
import type { Credit } from '../../money/payee.ts';
import { openLiquidity } from '../connector/liquidity.ts';
import type { ServerEnv } from '../../http/raw-request.ts';
import { accounts } from './accounts.ts';
import { ledgerIds } from '../../money/ledger-ids.ts';
import { authServer } from './auth/auth-server.ts';
import { GrantStore } from './auth/grant-store.ts';
import { Crediting } from './crediting.ts';
import { replyToError } from './errors.ts';
import { issuerDiscovery } from './issuer/discovery.ts';
import { invoicePayments } from './issuer/invoice-kind.ts';
import { InvoiceReader } from './issuer/invoice-reader.ts';
import { issuerRoutes } from './issuer/issuer-routes.ts';
import { IssuerStore } from './issuer/issuer-store.ts';
import { KeyStore } from './keys.ts';
import { SessionStore } from './pages/sessions.ts';
import { pageRoutes } from './pages/routes.ts';
import { outgoingPayments } from './resource/outgoing-kind.ts';
import { Receivers } from './resource/receivers.ts';
import { resourceServer } from './resource/resource-server.ts';
import { ResourceStore } from './resource/resource-store.ts';
import { Settlement } from './settlement.ts';
import { walletAddressRoutes } from './wallet-address.ts';
import type { WalletContext } from './wallet-context.ts';
import { walletUrls, type WalletLayout } from './wallet-layout.ts';

/** The arguments for the creation of a wallet. */
export type WalletParts = Pick<
  WalletContext,
  'db' | 'ledger' | 'faults' | 'specifications' | 'fetch' | 'timing' | 'connector' | 'onViolation'
> & {
  readonly hosts: Hosts;
  readonly credit: Credit;
};

/** A wallet: its servers by host, its settlement, and its incoming payments. */
export interface Wallet {
  readonly context: WalletContext;
  readonly apps: ReadonlyMap<string, Hono<ServerEnv>>;
  readonly settlements: readonly Pick<Settlement<never>, 'resume' | 'close'>[];
  readonly crediting: Crediting;
}

/** Opens the accounts of one wallet and connects its parts. */
export async function createWallet(layout: WalletLayout, parts: WalletParts): Promise<Wallet> {
  const { hosts, credit, db, ledger, faults, specifications, fetch, timing, connector, onViolation } = parts;
  const shared = { db, ledger, faults, specifications, fetch, timing, connector, onViolation };
  const resources = new ResourceStore(db, layout.name);
  const receivers = new Receivers(fetch);
  const issuer = new IssuerStore(db, layout.name);
  const invoices = new InvoiceReader(fetch, hosts.scheme);
  const settling = { ...shared, layout, credit };
  const settlement = new Settlement({ ...settling, payments: outgoingPayments(resources, receivers) });
  const invoiceSettlement = new Settlement({ ...settling, payments: invoicePayments(issuer, invoices) });
  const crediting = new Crediting(layout, ledger, resources, connector);
  const context: WalletContext = {
    ...shared,
    layout,
    urls: walletUrls(layout, hosts),
    keys: new KeyStore(db, layout.name),
    grants: new GrantStore(db, layout.name),
    sessions: new SessionStore(db, layout.name),
    resources,
    receivers,
    settlement,
    issuer,
    invoices,
    invoiceSettlement,
  };
  await openAccounts(context);
  return { context, apps: createApps(context), settlements: [settlement, invoiceSettlement], crediting };
}

async function openAccounts({ layout, ledger, connector }: WalletContext): Promise<void> {
  for (const account of accounts.filter(({ wallet }) => wallet === layout.name)) {
    openLiquidity(ledger, account.asset);
    ledger.openFunded(ledgerIds.account(account), account.asset, account.opening);
    ledger.open(ledgerIds.reserved(account), account.asset);
    await connector.attach(account);
  }
}

function createApps(wallet: WalletContext): ReadonlyMap<string, Hono<ServerEnv>> {
  const { layout } = wallet;
  const apps = new Map<string, Hono<ServerEnv>>();
  const app = (host: string) => {
    const made = apps.get(host) ?? new App<ServerEnv>({ strict: false });
    made.onError((error) => replyToError(error));
    apps.set(host, made);
    return made;
  };
  app(layout.authHost).route('/', authServer(wallet));
  const resourcePath = layout.resourcePath === '' ? '/' : layout.resourcePath;
  app(layout.resourceHost).route(resourcePath, issuerRoutes(wallet));
  app(layout.resourceHost).route(resourcePath, resourceServer(wallet));
  app(layout.walletHost).get('/.well-known/open-payments', () => issuerDiscovery(wallet));
  app(layout.walletHost).route('/', pageRoutes(wallet));
  app(layout.walletHost).route('/', walletAddressRoutes(wallet));
  return apps;
}
