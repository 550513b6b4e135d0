import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { purchase } from '../../client/bare-client.ts';
import { presentations } from './product.ts';
import type { World } from '../../world.ts';
import { payer, payInvoice, until, type Payer } from '../../tests/invoice-support.ts';
import { startTestWorld } from '../../tests/support.ts';

let world: World;
let customer: Payer;
beforeAll(async () => {
  world = await startTestWorld();
  customer = await payer(world);
});
afterEach(() => world.faults.clear());
afterAll(async () => {
  expect(world.ledger.check()).toEqual([]);
  expect(world.violations).toEqual([]);
  await world.close();
});

const HOOK = { host: 'shop.test', path: /^\/webhooks\// } as const;
const orderSchema = v.object({ status: v.string(), received: v.optional(v.string()) });
const checkoutSchema = v.object({ order: v.string(), data: v.object({ invoice: v.string() }) });

const text = async (path: string) => (await world.fetch(`https://shop.test${path}`)).text();
const post = async (path: string): Promise<unknown> => (await world.fetch(`https://shop.test${path}`, { method: 'POST' })).json();
const check = async (order: string) => v.parse(orderSchema, await post(`/api/orders/${order}/check`));
const hooks = () => world.requests.matching(HOOK);

async function presented(id: string): Promise<{ page: string; order: string }> {
  const page = await text(`/products/${id}`);
  return { page, order: /data-order="([^"]+)"/.exec(page)?.[1] ?? '' };
}

async function bought(): Promise<{ order: string; invoice: string }> {
  const { order, data } = v.parse(checkoutSchema, await post('/api/checkouts/book-request'));
  return { order, invoice: data.invoice };
}

describe('what pages show', () => {
  test('an invoice as data of a PaymentRequest', async () => {
    const { invoice } = await bought();
    expect(invoice).toMatch(/^https:\/\/acquirer\.test\/invoices\//);
    expect(await text('/products/book-request')).toContain('data-product="book-request"');
  });

  test.each([
    ['book', /https:\/\/acquirer\.test\/invoices\/[0-9a-f-]{36}/],
    ['shoes', /https:\/\/resources\.happylifebank\.test\/incoming-payments\/[0-9a-f-]{36}/],
  ])('%s by link, button, QR code and text', async (thing, pattern) => {
    const addressIn = (page: string) => pattern.exec(page)?.[0] ?? '';
    const { page: link } = await presented(`${thing}-link`);
    const href = addressIn(link);
    expect(link).toContain(`<link rel="facilitated-payment" href="${href}" />`);
    expect(link).toContain(`<link rel="payment" href="${href}" />`);
    expect(link).toContain(`<a id="payable" class="button primary" href="${href}">Pay `);
    const { page: button } = await presented(`${thing}-button`);
    expect(button).toContain(`data-payable="${addressIn(button)}"`);
    const { page: copied } = await presented(`${thing}-text`);
    expect(copied).toContain(`<code id="payable">${addressIn(copied)}</code>`);
    const { page: qr } = await presented(`${thing}-qr`);
    expect(qr).toMatch(/<img id="qr" [^>]*src="data:image\/gif;base64,[^"]{500,}"/);
    expect(qr).not.toMatch(pattern);
  });

  test('each is on the shelf, each visit is an order of its own, and no token is ever shown', async () => {
    const shelf = await text('/');
    for (const presentation of presentations) expect(shelf).toContain(`/products/book-${presentation}"`);
    const [one, two] = [await presented('book-text'), await presented('book-text')];
    expect(one.order).not.toBe(two.order);
    expect(one.page).not.toContain('demo-merchant-token');
  });
});

describe('what the shop believes', () => {
  test('its acquirer: waiting before, paid after, whatever a page says', async () => {
    world.faults.add({ kind: 'status-500', ...HOOK, servers: true });
    const { order, invoice } = await bought();
    expect(await check(order)).toEqual({ status: 'waiting', received: '0' });
    await world.fetch(`https://shop.test/api/orders/${order}/claim?incomingPayment=${encodeURIComponent(invoice)}`, { method: 'POST' });
    expect((await check(order)).status).toBe('waiting');
    await payInvoice(customer, invoice);
    expect(await check(order)).toEqual({ status: 'paid', received: '2400' });
    expect(await text(`/orders/${order}`)).toContain(invoice);
  });

  test('an invoice that shrank is not the price, neither by webhook nor by reading', async () => {
    const { order, invoice } = await bought();
    world.requests.clear();
    world.acquirer.change(invoice, { amount: 1_000n });
    await payInvoice(customer, invoice);
    await until(() => hooks().some(({ status }) => status === 204));
    expect(await check(order)).toEqual({ status: 'waiting', received: '1000' });
  });

  test('a presented page’s order is paid by an incoming payment, too', async () => {
    const { page, order } = await presented('shoes-text');
    const incomingPayment = /<code id="payable">([^<]+)</.exec(page)?.[1] ?? '';
    expect((await check(order)).status).toBe('waiting');
    const { key, login, wallet } = customer;
    await purchase({ fetch: world.fetch, key, walletAddress: wallet.id, login, incomingPayment });
    expect((await check(order)).status).toBe('paid');
  });
});

describe('webhooks', () => {
  test('are sent again until they are taken, and then no more', async () => {
    const { order, invoice } = await bought();
    world.requests.clear();
    world.faults.add({ kind: 'status-500', ...HOOK, servers: true, times: 2 });
    world.faults.add({ kind: 'drop-reply', ...HOOK, servers: true, times: 1 });
    await payInvoice(customer, invoice);
    await until(() => hooks().filter(({ status }) => status === 204).length === 1);
    const [first, ...others] = hooks();
    expect(hooks().map(({ status }) => status)).toEqual([500, 500, 0, 204]);
    // The third was taken already and only its answer was lost: the same event comes twice and counts once.
    expect(others.every(({ body }) => body === first?.body)).toBe(true);
    world.faults.add({ kind: 'status-500', host: 'acquirer.test', servers: true });
    expect(await check(order)).toEqual({ status: 'paid', received: '2400' });
    expect(JSON.parse(first?.body ?? '')).toMatchObject({ event: 'invoice.paid', invoice, received: 2_400 });
  });

  test('are refused when they are forged, changed, old or for another address', async () => {
    const { invoice } = await bought();
    world.requests.clear();
    await payInvoice(customer, invoice);
    await until(() => hooks().some(({ status }) => status === 204));
    const genuine = hooks()[0] ?? expect.unreachable();
    const send = async (change: { headers?: Record<string, string>; body?: string; path?: string }) => {
      const headers = { ...genuine.headers, ...change.headers };
      delete headers['content-length'];
      const init = { method: 'POST', headers, body: change.body ?? genuine.body };
      return (await world.fetch(`https://shop.test${change.path ?? '/webhooks/acquirer'}`, init)).status;
    };
    const { order, invoice: unpaid } = await bought();
    const forged = genuine.body.replace(invoice, unpaid);
    const input = genuine.headers['signature-input'] ?? '';
    expect(await send({})).toBe(204);
    expect(await send({ body: forged })).toBe(401);
    expect(await send({ headers: { 'signature-input': input.replace('keyid="acquirer"', 'keyid="somebody"') } })).toBe(401);
    expect(await send({ headers: { 'signature-input': input.replace(/created=\d+/, 'created=1600000000') } })).toBe(401);
    expect(await send({ headers: { 'signature-input': input.replace(' "content-digest"', '') } })).toBe(401);
    expect(await send({ headers: { signature: `sig1=:${Buffer.alloc(64).toString('base64')}:` } })).toBe(401);
    expect(await send({ path: '/webhooks/acquirer?x=1' })).toBe(401);
    expect((await check(order)).status).toBe('waiting');
  });

  test('the acquirer’s keys are published without their private half', async () => {
    const set: unknown = await (await world.fetch('https://acquirer.test/jwks.json')).json();
    expect(set).toMatchObject({ keys: [{ kid: 'acquirer', kty: 'OKP', crv: 'Ed25519' }] });
    expect(JSON.stringify(set)).not.toContain('"d"');
  });
});
