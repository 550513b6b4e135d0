import { Hono } from 'hono';
import type { ServerEnv } from '../../http/raw-request.ts';
import { AcquirerWebhooks } from './acquirer-webhooks.ts';
import { OrderDesk } from './order-desk.ts';
import { missingPage, orderPage, productPage, shelfPage } from './pages.ts';
import { presentedPage } from './presented-page.ts';
import { productById } from './products.ts';
import { addressOf } from './till.ts';
import { Tills, type ShopParts } from './tills.ts';

/** A shop with a server: it trusts its wallet and its acquirer, not its pages. */
export function createShop(parts: ShopParts): Hono<ServerEnv> {
  const { db, hosts, fetch } = parts;
  const desk = new OrderDesk(db, new Tills(parts));
  const keysUrl = `${hosts.origin('acquirer')}/jwks.json`;
  const webhooks = new AcquirerWebhooks({ db, fetch, keysUrl, onPaid: (invoice, received) => desk.recordPaidInvoice(invoice, received) });

  const app = new Hono<ServerEnv>();
  app.get('/', () => shelfPage());
  app.get('/products/:id', async (c) => {
    const product = productById(c.req.param('id'));
    if (!product) return missingPage();
    const { presentation = 'request' } = product;
    if (presentation === 'request') return productPage(product);
    const { order } = await desk.open(product);
    return presentedPage({ product, presentation, orderId: order.id, address: addressOf(order) ?? '' });
  });
  app.post('/api/checkouts/:id', async (c) => {
    const product = productById(c.req.param('id'));
    if (!product) return c.json({ error: 'no such product' }, 404);
    const { order, data, details } = await desk.open(product);
    const linkFromPage = product.oddity === 'wallet-address';
    return c.json({ order: order.id, data, details, linkFromPage });
  });
  app.post('/api/orders/:id/check', async (c) => {
    const known = desk.find(c.req.param('id'));
    if (!known) return c.json({ error: 'no such order' }, 404);
    const { status, received } = await desk.check(known);
    return c.json({ status, received });
  });
  app.post('/api/orders/:id/claim', async (c) => {
    const known = desk.find(c.req.param('id'));
    const isClaimed = known && (await desk.claim(known, c.req.query('incomingPayment') ?? ''));
    return isClaimed ? c.json({}) : c.json({ error: 'not a payment for this order' }, 400);
  });
  app.post('/webhooks/acquirer', (c) => webhooks.take(c.env.raw));
  app.get('/orders/:id', async (c) => {
    const known = desk.find(c.req.param('id'));
    if (!known) return missingPage();
    return orderPage(await desk.check(known).catch(() => known.order), known.product);
  });
  app.notFound(() => missingPage());
  return app;
}
