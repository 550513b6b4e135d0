import type { Hono } from 'hono';
import type { ServerEnv } from '../../http/raw-request.ts';
import { CallerCheck } from '../../opencharge/caller-check.ts';
import { Directory } from '../../opencharge/directory.ts';
import { OpenChargeError } from '../../opencharge/error.ts';
import type { Party } from '../../opencharge/parties.ts';
import { createPartyApp, requireCapability } from '../../opencharge/party-app.ts';
import { CallFailed } from '../../opencharge/signed-request.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';
import type { WorldParts } from '../server.ts';
import { orderOf } from './make-order.ts';
import { MerchantOrders } from './merchant-orders.ts';
import { OrderDesk, type OpenedCheckout } from './order-desk.ts';
import { frontPage, missingPage, productPage, returnPage } from './pages.ts';
import { takeNotice } from './payment-notices.ts';
import { productById, type Product } from './products.ts';

export interface Merchant {
  readonly app: Hono<ServerEnv>;
  readonly desk: OrderDesk;
  readonly orders: MerchantOrders;
}

/** A shop that signs its orders, and that believes nothing but proofs of payment. */
export function createMerchant(world: WorldParts & { readonly fetch: WorldFetch }, party: Party): Merchant {
  const { db, faults, fetch, hosts } = world;
  const directory = new Directory(fetch, hosts);
  const callers = new CallerCheck(db, 'merchant', directory);
  const orders = new MerchantOrders(db);
  const desk = new OrderDesk({ world, party, directory, orders });

  const app = createPartyApp(party, faults);
  app.get('/', () => frontPage());
  app.get('/products/:id', (c) => {
    const product = productById(c.req.param('id'));
    return product ? productPage(product) : missingPage();
  });
  app.post('/api/orders/:product', async (c) => {
    const product = productById(c.req.param('product'));
    if (!product) throw new OpenChargeError('ORDER_NOT_FOUND', 'no such product');
    const opened = await desk.open(orderOf(product, party.ocid), c.env.raw).catch((error: unknown) => {
      throw refusalOf(error);
    });
    return c.json(pageData(opened, product, faults.take('page-other-total', c.env.raw) !== undefined));
  });
  const status = (id: string) => {
    const order = orders.get(id);
    if (!order) throw new OpenChargeError('ORDER_NOT_FOUND', 'no such order');
    return { id, status: order.status, ...(order.txid === undefined ? {} : { txid: order.txid }) };
  };
  app.get('/orders/:id/status', (c) => c.json(status(c.req.param('id'))));
  app.get('/opencharge/orders/:id/status', (c) => {
    requireCapability(party, 'orders.status');
    return c.json(status(c.req.param('id')));
  });
  app.get('/checkout/:kind{success|cancel}', (c) => {
    const order = orders.get(c.req.query('order') ?? '');
    return order ? returnPage(c.req.param('kind') === 'success' ? 'success' : 'cancel', order) : missingPage();
  });
  app.post('/opencharge/transfer/webhook', async (c) => {
    requireCapability(party, 'transfer.webhook');
    const txid = await takeNotice({ db, callers, directory, orders }, c.env.raw);
    return c.json({ status: 'accepted', txid });
  });
  app.notFound(() => missingPage());
  return { app, desk, orders };
}

/** What the merchant's page hands to `PaymentRequest`, and where its other button leads. */
function pageData(opened: OpenedCheckout, { name, amount }: Product, hasOtherTotal: boolean) {
  const { orderId, order, signature, merchantOcid, checkoutUrl } = opened;
  const total = { label: name, amount: { currency: 'USD', value: hasOtherTotal ? '1.00' : amount } };
  return { order: orderId, checkoutUrl, data: { opencharge: { order, signature, merchantOcid, checkoutUrl } }, details: { total } };
}

/** A gateway's refusal, as the shop's page shows it. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof CallFailed)) return error;
  return new OpenChargeError('INVALID_REQUEST', `The shop's gateway does not take this order (${error.code ?? error.status}).`, 400);
}
