import type { Context, Hono } from 'hono';
import type { ServerEnv } from '../../http/raw-request.ts';
import { accountAt, moneyAt, owedBy, unsettledAt } from '../../opencharge/books.ts';
import { CallerCheck } from '../../opencharge/caller-check.ts';
import { Directory } from '../../opencharge/directory.ts';
import { openChargeMs, type OpenChargeOptions } from '../../opencharge/options.ts';
import { Outbox } from '../../opencharge/outbox.ts';
import { MERCHANT_GATEWAY, type Party } from '../../opencharge/parties.ts';
import { createPartyApp, requireCapability } from '../../opencharge/party-app.ts';
import { keptKey } from '../../storage/kept-key.ts';
import type { StartContext } from '../server.ts';
import { Cashier } from '../shop/cashier.ts';
import { walletHelpers } from '../wallet/wallet-helpers.ts';
import { GATEWAY_ACCOUNT } from './gateway-account.ts';
import { hostedPage, missingSessionPage } from './hosted-page.ts';
import { CheckoutDesk } from './open-checkout.ts';
import { cancelSession, sessionRoutes, type SessionParts } from './session-routes.ts';
import { SessionStore, type CheckoutSession } from './sessions.ts';
import { Settler } from './settler.ts';
import { ShopperPayments } from './shopper-payments.ts';
import { Watcher } from './watcher.ts';

const SERVER = 'payment-gateway';

export interface PaymentGateway {
  readonly app: Hono<ServerEnv>;
  resume(): void;
  close(): Promise<void>;
}

/** The shoppers' gateway: takes their money at its own wallet, and settles with the merchants' side. */
export function createPaymentGateway(world: StartContext<OpenChargeOptions>, party: Party): PaymentGateway {
  openBooks(world, party);
  const { db, faults, fetch, hosts, options } = world;
  const pauseMs = openChargeMs(options);
  const key = keptKey(db, SERVER);
  const walletAddress = `${hosts.origin(GATEWAY_ACCOUNT.wallet)}/${GATEWAY_ACCOUNT.user}`;
  const directory = new Directory(fetch, hosts);
  const callers = new CallerCheck(db, SERVER, directory);
  const sessions = new SessionStore(db);
  const outbox = new Outbox(SERVER, { db, fetch, party, directory, pauseMs });
  const cashier = new Cashier(fetch, key, walletAddress);
  const settler = new Settler({ world, party, directory, sessions, outbox });
  const watcher = new Watcher({ world, ocid: party.ocid, sessions, cashier, settler, pauseMs });
  const desk = new CheckoutDesk({ world, directory, sessions, cashier, settler, watcher });
  const parts: SessionParts = { world, party, sessions, watcher, cashier };

  const app = createPartyApp(party, faults);
  app.post('/opencharge/checkout/create', async (c) => {
    const caller = await callers.callerOf(c.env.raw);
    requireCapability(party, 'checkout.create');
    const { session, isNew } = await desk.open(caller, c.env.raw);
    const { id: session_id, expiresAt: expires_at } = session;
    return c.json({ checkout_url: `${party.origin}/checkout/${session_id}`, session_id, expires_at }, isNew ? 201 : 200);
  });
  app.route('/opencharge/checkout/sessions', sessionRoutes(parts));
  app.get('/opencharge/verify/:txid', (c) => c.json(settler.verify(c.req.param('txid'))));
  addPages(app, parts, new ShopperPayments({ db, fetch, key, walletAddress, origin: party.origin }));
  return {
    app,
    resume: () => {
      walletHelpers(world).addKey(GATEWAY_ACCOUNT.wallet, GATEWAY_ACCOUNT.user, JSON.stringify(key.jwk));
      outbox.resume();
      watcher.resume();
    },
    close: async () => {
      await watcher.close();
      await outbox.close();
    },
  };
}

function openBooks({ ledger }: StartContext<OpenChargeOptions>, { ocid }: Party): void {
  for (const id of [owedBy(ocid), unsettledAt(ocid), accountAt(ocid, ocid), accountAt(ocid, MERCHANT_GATEWAY)])
    ledger.open(id, moneyAt(ocid));
}

/** The hosted checkout: the page, its form, and the way back from the shopper's wallet. */
function addPages(app: Hono<ServerEnv>, parts: SessionParts, payments: ShopperPayments): void {
  const { hosts, faults } = parts.world;
  const show = (c: Context<ServerEnv>, session: CheckoutSession, problem?: string) =>
    hostedPage(session, {
      walletOrigin: hosts.origin('cloudninebank'),
      isFrameable: faults.take('page-frameable', c.env.raw) !== undefined,
      problem,
    });
  const forSession =
    (work: (c: Context<ServerEnv>, session: CheckoutSession) => Response | Promise<Response>) => async (c: Context<ServerEnv>) => {
      const session = parts.sessions.get(c.req.param('id') ?? '');
      return session ? work(c, session) : missingSessionPage();
    };
  app.get('/checkout/:id', forSession(show));
  app.post(
    '/checkout/:id/pay',
    forSession(async (c, session) => {
      const address = (await c.req.formData()).get('walletAddress');
      if (session.state !== 'open' || typeof address !== 'string') return c.redirect(`/checkout/${session.id}`, 303);
      const redirect = await payments.begin(session.id, session.incomingPayment, address).catch(() => undefined);
      return redirect === undefined ? show(c, session, 'This wallet cannot pay this order.') : c.redirect(redirect, 303);
    }),
  );
  app.get(
    '/checkout/:id/visits/:visit',
    forSession(async (c, session) => {
      const paid = payments.finish(session.id, c.req.param('visit') ?? '', new URL(c.req.url)).then(
        () => true,
        () => false,
      );
      return (await paid) ? c.redirect(`/checkout/${session.id}?paid`, 303) : show(c, session, 'Your wallet did not pay.');
    }),
  );
  app.post(
    '/checkout/:id/cancel',
    forSession(async (c, session) => {
      await cancelSession(parts, session);
      return c.redirect(session.urls.cancel, 303);
    }),
  );
}
