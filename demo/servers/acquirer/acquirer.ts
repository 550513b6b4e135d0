import { Hono } from 'hono';
import type { Hosts } from '../../hosts.ts';
import type { ServerEnv } from '../../http/raw-request.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';
import type { Connector } from '../connector/connector.ts';
import { openLiquidity } from '../connector/liquidity.ts';
import type { Payee } from '../../money/payee.ts';
import type { Ledger } from '../../money/ledger.ts';
import type { Database } from '../../storage/database.ts';
import { keptKey } from '../../storage/kept-key.ts';
import { ledgerIds } from '../../money/ledger-ids.ts';
import { AcquirerError } from './acquirer-error.ts';
import type { AcquirerContext } from './acquirer-context.ts';
import { createInvoice } from './create-invoice.ts';
import { acquirerHelpers, type AcquirerHelpers } from './acquirer-helpers.ts';
import { InvoiceIntake } from './invoice-intake.ts';
import { InvoiceStore } from './invoice-store.ts';
import { ACQUIRER, merchants } from './merchants.ts';
import { readInvoice, readPaymentDetails } from './read-invoice.ts';
import { Webhooks } from './webhooks.ts';

export interface AcquirerParts {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly connector: Connector;
  readonly hosts: Hosts;
  readonly fetch: WorldFetch;
  /** URL of the merchants' webhook for paid invoices. */
  readonly webhookUrl: string;
  readonly webhookMs: number;
}

/** The merchants' bank: creates invoices and receives their payments. */
export interface Acquirer {
  readonly app: Hono<ServerEnv>;
  readonly payee: Payee;
  readonly helpers: AcquirerHelpers;
  readonly webhooks: Webhooks;
}

export async function createAcquirer(parts: AcquirerParts): Promise<Acquirer> {
  const { db, ledger, connector, hosts, fetch, webhookUrl: url, webhookMs: pauseMs } = parts;
  const key = keptKey(db, ACQUIRER);
  const webhooks = new Webhooks({ db, fetch, hosts, key, pauseMs, url });
  const context: AcquirerContext = { hosts, connector, invoices: new InvoiceStore(db) };
  const intake = new InvoiceIntake({ ledger, invoices: context.invoices, onPaid: (invoice) => webhooks.announce(invoice) });
  connector.admit(ACQUIRER, intake);
  for (const merchant of merchants) {
    openLiquidity(ledger, merchant.asset);
    ledger.open(ledgerIds.account(merchant), merchant.asset);
    await connector.attach(merchant);
  }
  return { app: createApp(context, { keys: [key.jwk] }), payee: intake, helpers: acquirerHelpers(context), webhooks };
}

function createApp(acquirer: AcquirerContext, jwks: object): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  const origin = acquirer.hosts.origin(ACQUIRER);
  app.post('/invoices', (c) => createInvoice(acquirer, c.env.raw));
  app.get('/invoices/:id', (c) => readInvoice(acquirer, c.env.raw, c.req.param('id')));
  app.options('/invoices/:id', (c) => readPaymentDetails(acquirer, c.req.param('id')));
  app.get('/jwks.json', (c) => c.json(jwks));
  app.get('/.well-known/open-payments', (c) =>
    c.json({
      issuer: origin,
      authorization_issuer: origin,
      invoices_endpoint: `${origin}/invoices`,
      assets_supported: merchants.map(({ asset }) => asset),
    }),
  );
  app.onError((error) =>
    error instanceof AcquirerError
      ? error.toResponse()
      : Response.json({ error: 'server_error', message: 'Something broke.' }, { status: 500 }),
  );
  app.notFound(() => new AcquirerError(404, 'not_found', 'there is nothing here').toResponse());
  return app;
}
