import { Hono } from 'hono';
import type { Hosts } from '../hosts.ts';
import type { ServerEnv } from '../http/raw-request.ts';
import type { WorldFetch } from '../http/world-fetch.ts';
import type { Database } from '../storage/database.ts';
import { keptKey } from '../storage/kept-key.ts';
import type { WalletName } from '../wallet/accounts.ts';
import { amountOf } from '../money/amount.ts';
import { Cashier } from './cashier.ts';
import { openCheckout } from './checkout.ts';
import { OrderStore, type Order } from './orders.ts';
import { missingPage, orderPage, productPage, shelfPage } from './pages.ts';
import { productById, totalOf, type Product } from './products.ts';

export interface ShopParts {
  readonly db: Database;
  readonly hosts: Hosts;
  readonly fetch: WorldFetch;
  /** Registers the shop's own key at its wallets, as a shop's owner does once by hand. */
  readonly addKey: (wallet: WalletName, user: string, publicKey: string) => void;
}

/** A shop with a server of its own: it believes its wallet, not its pages. */
export function createShop({ db, hosts, fetch, addKey }: ShopParts): Hono<ServerEnv> {
  const orders = new OrderStore(db);
  const key = keptKey(db, 'shop');
  const cashiers = new Map<string, Cashier>();
  const addressOf = ({ payee }: Product) => `${hosts.origin(payee.wallet)}/${payee.user}`;
  const cashierOf = (product: Product) => {
    const address = addressOf(product);
    const known = cashiers.get(address);
    if (known) return known;
    addKey(product.payee.wallet, product.payee.user, JSON.stringify(key.jwk));
    const made = new Cashier(fetch, key, address);
    cashiers.set(address, made);
    return made;
  };
  const found = (orderId: string) => {
    const order = orders.get(orderId);
    const product = order && productById(order.productId);
    return order && product ? { order, product } : undefined;
  };

  const app = new Hono<ServerEnv>();
  app.get('/', () => shelfPage());
  app.get('/products/:id', (c) => {
    const product = productById(c.req.param('id'));
    return product ? productPage(product) : missingPage();
  });
  app.post('/api/checkouts/:id', async (c) => {
    const product = productById(c.req.param('id'));
    if (!product) return c.json({ error: 'no such product' }, 404);
    const { order, data, details } = await openCheckout(product, cashierOf(product), addressOf(product));
    orders.save(order);
    const linkFromPage = product.oddity === 'wallet-address';
    return c.json({ order: order.id, data, details, linkFromPage });
  });
  app.post('/api/orders/:id/check', async (c) => {
    const known = found(c.req.param('id'));
    if (!known) return c.json({ error: 'no such order' }, 404);
    const order = await checkOrder(known.order, known.product, cashierOf(known.product));
    orders.save(order);
    return c.json({ status: order.status, received: order.received });
  });
  app.post('/api/orders/:id/claim', async (c) => {
    const known = found(c.req.param('id'));
    const url = c.req.query('incomingPayment') ?? '';
    // The page only points: the payment must be at our own wallet, and pay for no other order.
    const ours = known && (await cashierOf(known.product).mayRead(url));
    if (!ours || known.order.incomingPayment !== undefined || orders.isClaimed(url)) {
      return c.json({ error: 'not a payment for this order' }, 400);
    }
    orders.save({ ...known.order, incomingPayment: url });
    return c.json({});
  });
  app.get('/orders/:id', async (c) => {
    const known = found(c.req.param('id'));
    if (!known) return missingPage();
    const order = await checkOrder(known.order, known.product, cashierOf(known.product)).catch(() => known.order);
    orders.save(order);
    return orderPage(order, known.product);
  });
  app.notFound(() => missingPage());
  return app;
}

/** Looks at the shop's own wallet; an order is paid once its incoming payment is completed and holds the price. */
async function checkOrder(order: Order, product: Product, cashier: Cashier): Promise<Order> {
  if (order.status === 'paid' || order.incomingPayment === undefined) return order;
  const payment = await cashier.read(order.incomingPayment);
  const price = amountOf(totalOf(product), product.asset);
  const received = payment.receivedAmount;
  const full =
    received.assetCode === price.assetCode && received.assetScale === price.assetScale && BigInt(received.value) >= BigInt(price.value);
  const paid = payment.completed && full;
  return { ...order, status: paid ? 'paid' : 'waiting', received: received.value };
}
