import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { NewInvoice } from '../../acquirer/acquirer-helpers.ts';
import { PageSession } from '../../../client/page-session.ts';
import type { WalletName } from '../accounts.ts';
import { ledgerIds } from '../../../money/ledger-ids.ts';
import type { World } from '../../../world.ts';
import { payer, payInvoice, type Payer } from '../../../tests/invoice-support.ts';
import { failure, idOf, startTestWorld } from '../../../tests/support.ts';

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
  expect(reserved()).toBe(0n);
  await world.close();
});

const reserved = () => world.ledger.balance(ledgerIds.reserved({ wallet: 'cloudninebank', user: 'customer' }));
const usd = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 });
const invoice = (amount: bigint, more: Partial<NewInvoice> = {}) => world.acquirer.invoice({ account: 'merchant', amount, ...more });
const balance = () => world.balance('cloudninebank', 'customer');
const refused = (status: number, code: string) => ({ status, error: { code } });

describe('the issuer', () => {
  test.each([
    ['cloudninebank', 'https://cloudninebank.test/op'],
    ['happylifebank', 'https://resources.happylifebank.test'],
  ] as const)('%s is found at the origin of its wallet addresses', async (name, server) => {
    const { issuer, wallet } = await payer(world, name, name === 'cloudninebank' ? 'traveler' : 'shopper');
    expect(await issuer.discover()).toMatchObject({
      issuer: `https://${name}.test`,
      authorization_issuer: wallet.authServer,
      invoice_quotes_endpoint: `${server}/invoice-quotes`,
      invoice_payments_endpoint: `${server}/invoice-payments`,
    });
    const url = `https://${name}.test/.well-known/open-payments`;
    const response = await world.fetch(url, { headers: { origin: 'chrome-extension://x' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('pays an invoice of USD 2.00 for USD 2.02, to the cent', async () => {
    const url = invoice(200n);
    const before = balance();
    const payment = await payInvoice(customer, url);
    expect(payment).toMatchObject({
      state: 'completed',
      invoice: url,
      debitAmount: usd('202'),
      receiveAmount: usd('200'),
      sentAmount: usd('200'),
      deliveredAmount: usd('200'),
    });
    expect(before - balance()).toBe(202n);
    expect(world.acquirer.received(url)).toBe(200n);
    expect(world.ledger.paymentsInto(idOf(url))).toBe(1);
  });

  test.each<[string, [WalletName, string], string, bigint, string]>([
    ['EUR to USD', ['cloudninebank', 'traveler'], 'merchant', 200n, '182'],
    ['USD to MXN', ['cloudninebank', 'customer'], 'mercado', 17_500n, '1010'],
    ['MXN to USD/9', ['happylifebank', 'shopper'], 'nano', 1_234_567_890n, '2183'],
  ])('delivers exactly what is due: %s', async (_name, who, account, amount, debit) => {
    const url = world.acquirer.invoice({ account, amount });
    const payment = await payInvoice(await payer(world, ...who), url);
    expect([payment.state, payment.debitAmount.value]).toEqual(['completed', debit]);
    expect(world.acquirer.received(url)).toBe(amount);
  });

  test.each(['plain', 'options', 'content'] as const)('finds payment details in the dialect %s', async (dialect) => {
    const url = invoice(150n, { dialect });
    expect((await payInvoice(customer, url)).state).toBe('completed');
  });

  test('the consent page names subject, host, what is due and the most that is debited', async () => {
    const url = invoice(200n, { description: 'A pocket <atlas>' });
    const limits = { invoice: url, debitAmount: usd('202') };
    const access = [{ type: 'invoice-payment', actions: ['create', 'read'], identifier: customer.wallet.id, limits }];
    const finish = { uri: 'https://client.test/finish', nonce: 'n' };
    const consent = async () => {
      const { interact } = await customer.client.interactiveGrant(customer.wallet.authServer, access, finish);
      const session = new PageSession(world.fetch);
      const { url: login } = await session.open(interact.redirect);
      const next = new URL(login).searchParams.get('next') ?? '';
      return (await session.submit(`${world.hosts.origin('cloudninebank')}/login`, { ...customer.login, next })).text;
    };
    const page = await consent();
    expect(page).toContain('data-testid="subject">$acquirer.test/merchant<');
    expect(page).toContain('data-testid="invoice-host">acquirer.test<');
    expect(page).toContain('data-testid="due">USD 2.00<');
    expect(page).toContain('data-testid="limit">USD 2.02<');
    expect(page).toContain('A pocket &lt;atlas&gt;');
    expect(page).toContain('value="allow"');
    world.acquirer.change(url, { redirect: 'https://evil.test/' });
    const blind = await consent();
    expect(blind).toContain('cannot be read');
    expect(blind).not.toContain('value="allow"');
  });

  test.each([
    ['without limits', {}],
    ['without an invoice', { limits: { debitAmount: usd('1') } }],
    ['without a debit', { limits: { invoice: 'https://acquirer.test/invoices/1' } }],
    [
      'with an interval',
      { limits: { invoice: 'https://acquirer.test/invoices/1', debitAmount: usd('1'), interval: 'R/2026-01-01T00:00:00Z/P1D' } },
    ],
  ])('a right to pay %s is refused', async (_name, more) => {
    const access = [{ type: 'invoice-payment', actions: ['create'], identifier: customer.wallet.id, ...more }];
    const asked = customer.client.interactiveGrant(customer.wallet.authServer, access, { uri: 'https://client.test/f', nonce: 'n' });
    expect(await failure(asked)).toMatchObject(refused(400, 'invalid_request'));
  });
});

describe('quotes', () => {
  test('ask only for what is still due', async () => {
    const url = invoice(200n);
    const first = await customer.issuer.quote(url);
    expect(first).toMatchObject({ invoice: url, walletAddress: customer.wallet.id, debitAmount: usd('202'), receiveAmount: usd('200') });
    const other = await payer(world, 'cloudninebank', 'traveler');
    await payInvoice(other, url);
    expect(await failure(customer.issuer.quote(url))).toMatchObject(refused(409, 'invoice_paid'));
    world.acquirer.change(url, { amount: 242n });
    expect((await customer.issuer.quote(url)).receiveAmount).toEqual(usd('42'));
  });

  test('an expired invoice, and one that does not exist', async () => {
    const over = invoice(200n, { expiresAt: '2020-01-01T00:00:00Z' });
    expect(await failure(customer.issuer.quote(over))).toMatchObject(refused(410, 'invoice_expired'));
    const missing = over.replace(/[^/]+$/, '11111111-1111-4111-8111-111111111111');
    expect(await failure(customer.issuer.quote(missing))).toMatchObject(refused(400, 'invoice_unreadable'));
  });

  test.each<[string, Partial<NewInvoice>]>([
    ['a redirect', { redirect: 'https://evil.test/invoices/1' }],
    ['a secret of 16 bytes', { sharedSecret: 'AAAAAAAAAAAAAAAAAAAAAA==' }],
    ['a secret that is no base64', { sharedSecret: '!'.repeat(44) }],
    ['an address with bad characters', { destinationAddress: 'test.acquirer.<b>' }],
    ['an address that is none', { destinationAddress: 'https://acquirer.test' }],
    ['bad details in the later dialect', { dialect: 'content', sharedSecret: 'short' }],
    ['bad details by OPTIONS', { dialect: 'options', destinationAddress: 'nowhere' }],
  ])('%s makes an invoice unreadable', async (_name, twist) => {
    expect(await failure(customer.issuer.quote(invoice(100n, twist)))).toMatchObject(refused(400, 'invoice_unreadable'));
  });

  test.each([
    'http://acquirer.test/invoices/1',
    'https://u:p@acquirer.test/invoices/1',
    'https://acquirer.test/invoices/1#x',
    'file:///etc/passwd',
  ])('no invoice is read at %s', async (url) => {
    const before = world.requests.matching({ host: 'acquirer.test' }).length;
    expect(await failure(customer.issuer.quote(url))).toMatchObject(refused(400, 'invoice_unreadable'));
    expect(world.requests.matching({ host: 'acquirer.test' })).toHaveLength(before);
  });

  test.each(['html', 'huge-body', 'nested-json', 'status-500', 'redirect', 'drop-request'] as const)(
    'an acquirer with the fault %s is unreadable',
    async (kind) => {
      const url = invoice(100n);
      world.faults.add({ kind, host: 'acquirer.test', servers: true, to: 'https://evil.test/' });
      expect(await failure(customer.issuer.quote(url))).toMatchObject(refused(400, 'invoice_unreadable'));
    },
  );

  test('lie when they are told to', async () => {
    const url = invoice(1_000n);
    world.faults.add({ kind: 'quote-receive-amount', times: 1 });
    expect((await customer.issuer.quote(url)).receiveAmount.value).toBe('900');
    world.faults.add({ kind: 'quote-debit-rises', times: 1 });
    expect((await customer.issuer.quote(url)).debitAmount.value).toBe('1111');
  });
});
