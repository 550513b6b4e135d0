import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { NewInvoice } from '../../acquirer/acquirer-helpers.ts';
import { ledgerIds } from '../../../money/ledger-ids.ts';
import type { World } from '../../../world.ts';
import { agreed, payer, payInvoice, until, type Payer } from '../../../tests/invoice-support.ts';
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
const errorOf = async (response: Response) => ({ status: response.status, ...((await response.json()) as object) });
const refused = (status: number, code: string) => ({ status, error: { code } });

describe('payments', () => {
  test('one key, one payment: repeated, found by its key, refused for another body', async () => {
    const url = invoice(300n);
    const { quote, token } = await agreed(customer, url);
    expect(await customer.issuer.find('key-1', token)).toBeUndefined();
    const before = balance();
    const answers = await Promise.all([1, 2, 3, 4].map(() => customer.issuer.sendPayment(quote, token, { key: 'key-1' })));
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: string }).id));
    expect(new Set(ids).size).toBe(1);
    await customer.issuer.ended(ids[0] ?? '', token);
    expect((await customer.issuer.find('key-1', token))?.id).toBe(ids[0]);
    const other = await customer.issuer.sendPayment(quote, token, { key: 'key-1', maxDebit: usd('9999') });
    expect(await errorOf(other)).toMatchObject(refused(409, 'key_reused'));
    const again = await customer.issuer.sendPayment(quote, token, { key: 'key-2' });
    expect(await errorOf(again)).toMatchObject(refused(409, 'quote_used'));
    expect(await customer.issuer.find('key-2', token)).toBeUndefined();
    expect(before - balance()).toBe(303n);
    expect(world.ledger.paymentsInto(idOf(url))).toBe(1);
  });

  test('a reply that is lost leaves a payment that its key finds; a lost request leaves none', async () => {
    const { quote, token } = await agreed(customer, invoice(100n));
    const rule = { host: 'cloudninebank.test', method: 'POST', path: /invoice-payments$/, times: 1 } as const;
    world.faults.add({ ...rule, kind: 'drop-request' });
    await expect(customer.issuer.pay(quote, token, { key: 'lost' })).rejects.toThrow('fetch failed');
    expect(await customer.issuer.find('lost', token)).toBeUndefined();
    world.faults.add({ ...rule, kind: 'drop-reply' });
    await expect(customer.issuer.pay(quote, token, { key: 'lost' })).rejects.toThrow('fetch failed');
    const found = await customer.issuer.find('lost', token);
    expect((await customer.issuer.ended(found?.id ?? '', token)).state).toBe('completed');
  });

  test('an invoice that was raised between quote and payment is refused, at no cost', async () => {
    const url = invoice(200n);
    const { quote, token } = await agreed(customer, url);
    const before = balance();
    world.acquirer.change(url, { amount: 20_000n });
    const answer = await customer.issuer.sendPayment(quote, token, { key: 'raised' });
    expect(await errorOf(answer)).toMatchObject(refused(409, 'invoice_changed'));
    expect(balance()).toBe(before);
    expect(await customer.issuer.find('raised', token)).toBeUndefined();
    world.acquirer.change(url, { amount: 200n });
    const paid = await customer.issuer.pay(quote, token, { key: 'raised' });
    expect((await customer.issuer.ended(paid.id, token)).state).toBe('completed');
  });

  test('debits above maxDebit, above the grant, and for another invoice are refused', async () => {
    const [url, other] = [invoice(200n), invoice(200n)];
    const { quote, token } = await agreed(customer, url);
    const low = await customer.issuer.sendPayment(quote, token, { key: 'low', maxDebit: usd('201') });
    expect(await errorOf(low)).toMatchObject(refused(403, 'debit_too_high'));
    const wrongAsset = { value: '999999', assetCode: 'EUR', assetScale: 2 };
    const foreign = await customer.issuer.sendPayment(quote, token, { key: 'low', maxDebit: wrongAsset });
    expect(await errorOf(foreign)).toMatchObject(refused(403, 'debit_too_high'));
    const little = await customer.issuer.paymentToken(customer.login, { invoice: url, debitAmount: usd('201') });
    expect(await errorOf(await customer.issuer.sendPayment(quote, little, { key: 'k' }))).toMatchObject(refused(403, 'limit_exceeded'));
    const elsewhere = await customer.issuer.quote(other);
    expect(await errorOf(await customer.issuer.sendPayment(elsewhere, token, { key: 'k' }))).toMatchObject(refused(403, 'limit_exceeded'));
    const mixed = await customer.issuer.sendPayment(quote, token, { key: 'k', invoice: other });
    expect(await errorOf(mixed)).toMatchObject(refused(400, 'invalid_quote'));
    const less = await customer.issuer.sendPayment(quote, token, { key: 'k', receiveAmount: usd('100') });
    expect(await errorOf(less)).toMatchObject(refused(400, 'invalid_quote'));
    expect(await errorOf(await customer.issuer.sendPayment(quote, token, { key: '' }))).toMatchObject(refused(400, 'invalid_request'));
  });

  test('a grant is spent once, however many quotes there are', async () => {
    const url = invoice(200n);
    const { quote, token } = await agreed(customer, url);
    await customer.issuer.ended((await customer.issuer.pay(quote, token, { key: 'a1' })).id, token);
    world.acquirer.change(url, { amount: 400n });
    const second = await customer.issuer.quote(url);
    expect(await errorOf(await customer.issuer.sendPayment(second, token, { key: 'a2' }))).toMatchObject(refused(403, 'limit_exceeded'));
  });

  test('an account without cover gets a failed payment and loses nothing', async () => {
    const empty = await payer(world, 'cloudninebank', 'empty');
    const url = invoice(100n);
    expect(await payInvoice(empty, url)).toMatchObject({ state: 'failed', error: 'insufficient_funds', sentAmount: usd('0') });
    expect(world.acquirer.received(url)).toBe(0n);
  });

  test('other clients and other rights see nothing', async () => {
    const { quote, token } = await agreed(customer, invoice(100n));
    const made = await customer.issuer.pay(quote, token, { key: 'mine' });
    const quotesOnly = await customer.issuer.quoteToken();
    expect((await failure(customer.issuer.payment(made.id, quotesOnly))).status).toBe(403);
    const traveler = await payer(world, 'cloudninebank', 'traveler');
    const { token: theirs } = await agreed(traveler, invoice(100n));
    expect(await failure(traveler.issuer.payment(made.id, theirs))).toMatchObject(refused(404, 'not_found'));
    expect(await traveler.issuer.find('mine', theirs)).toBeUndefined();
    expect((await customer.issuer.sendPayment(quote, 'WRONG', { key: 'mine' })).status).toBe(403);
    await customer.issuer.ended(made.id, token);
  });

  test('a receiver that takes less than was quoted is not waited for', async () => {
    const slow = await startTestWorld({ timing: { settleMs: 300 } });
    try {
      const who = await payer(slow);
      const url = slow.acquirer.invoice({ account: 'merchant', amount: 10_000n });
      const { quote, token } = await agreed(who, url);
      const { id } = await who.issuer.pay(quote, token, { key: 'k' });
      slow.acquirer.change(url, { amount: 6_000n });
      const { state, deliveredAmount } = await who.issuer.ended(id, token);
      const received = slow.acquirer.received(url);
      expect([state, deliveredAmount]).toEqual(['partial', usd(received.toString())]);
      expect(received).toBeLessThanOrEqual(6_000n);
      expect(slow.balance('cloudninebank', 'customer')).toBe(50_000n - received - received / 100n);
      expect(slow.ledger.check()).toEqual([]);
    } finally {
      await slow.close();
    }
  });

  test('an invoice that expires between packets is paid in part, and the rest comes back', async () => {
    const url = invoice(10_000n, { packetDelayMs: 60 });
    const { quote, token } = await agreed(customer, url);
    const before = balance();
    const { id } = await customer.issuer.pay(quote, token, { key: 'slow' });
    await until(() => world.acquirer.received(url) > 0n);
    world.acquirer.change(url, { expiresAt: new Date().toISOString() });
    const payment = await customer.issuer.ended(id, token);
    const received = world.acquirer.received(url);
    expect(payment).toMatchObject({ state: 'partial', error: 'invoice_expired', deliveredAmount: usd(received.toString()) });
    expect(received).toBeGreaterThan(0n);
    expect(received).toBeLessThan(10_000n);
    expect(before - balance()).toBe(received + received / 100n);
    expect((await world.fetch(url)).status).toBe(410);
  });
});
