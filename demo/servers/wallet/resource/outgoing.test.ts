import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { World } from '../../../world.ts';
import {
  failure,
  idOf,
  incomingPayment,
  person,
  quoteFor,
  settled,
  spendingGrant,
  startTestWorld,
  type Person,
} from '../../../tests/support.ts';

describe('outgoing payments', () => {
  let world: World;
  let customer: Person;
  beforeAll(async () => {
    world = await startTestWorld();
    customer = await person(world, 'cloudninebank', 'customer');
  });
  afterEach(() => vi.useRealTimers());
  afterAll(async () => {
    expect(world.ledger.check()).toEqual([]);
    expect(world.violations).toEqual([]);
    await world.close();
  });

  const usd = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 });
  const create = (payer: Person, token: string, fields: object) => payer.client.createOutgoingPayment(payer.wallet, token, fields);

  test('four requests with one quote make one payment, with the quote’s own id', async () => {
    const quote = await quoteFor(customer, await incomingPayment(world, '1000'));
    const { access_token: token } = await spendingGrant(customer, {});
    const tries = await Promise.allSettled([1, 2, 3, 4].map(() => create(customer, token.value, { quoteId: quote.id })));
    const made = tries.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(made).toHaveLength(1);
    expect(idOf(made[0]?.id ?? '')).toBe(idOf(quote.id));
    const again = await failure(create(customer, token.value, { quoteId: quote.id }));
    expect(again).toMatchObject({ status: 400, error: { code: '400', description: 'invalid quote' } });
  });

  test('a payment without cover is created and fails a little later', async () => {
    const empty = await person(world, 'cloudninebank', 'empty');
    const receiver = await incomingPayment(world, '1000');
    const quote = await quoteFor(empty, receiver);
    const { access_token: token } = await spendingGrant(empty, {});
    const payment = await create(empty, token.value, { quoteId: quote.id });
    expect(payment.failed).toBe(false);
    expect((await settled(world, empty, payment, token.value)).failed).toBe(true);
    expect(world.ledger.paymentsInto(idOf(receiver))).toBe(0);
  });

  test('limits: receiver, amount, asset', async () => {
    const receiver = await incomingPayment(world, '17500');
    const other = await incomingPayment(world, '17500');
    const { access_token: token } = await spendingGrant(customer, { receiver, debitAmount: usd('1010') });
    const elsewhere = await quoteFor(customer, other);
    const unauthorized = { status: 403, error: { code: '403', description: 'unauthorized' } };
    expect(await failure(create(customer, token.value, { quoteId: elsewhere.id }))).toMatchObject(unauthorized);
    await create(customer, token.value, { quoteId: (await quoteFor(customer, receiver)).id });
    expect(await failure(create(customer, token.value, { incomingPayment: receiver, debitAmount: usd('1') }))).toBeDefined();

    const euros = { debitAmount: { value: '100000', assetCode: 'EUR', assetScale: 2 } };
    const { access_token: euroToken } = await spendingGrant(customer, euros);
    expect(await failure(create(customer, euroToken.value, { quoteId: elsewhere.id }))).toMatchObject(unauthorized);
  });

  test('concurrent payments never spend more than the grant allows', async () => {
    const receiver = await incomingPayment(world);
    const { access_token: token } = await spendingGrant(customer, { debitAmount: usd('300') });
    const tries = await Promise.allSettled(
      Array.from({ length: 6 }, () => create(customer, token.value, { incomingPayment: receiver, debitAmount: usd('101') })),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const url = `${customer.wallet.resourceServer}/outgoing-payment-grant`;
    const spent = await customer.client.send({ method: 'GET', url, token: token.value });
    expect(await spent.json()).toMatchObject({ spentDebitAmount: usd('202') });
  });

  test('an interval’s limit begins anew; a malformed interval is found out when paying', async () => {
    const receiver = await incomingPayment(world);
    vi.useFakeTimers({ toFake: ['Date'] });
    const start = new Date(Date.now() - 1_000).toISOString();
    const limits = { interval: `R/${start}/PT2S`, debitAmount: usd('101') };
    const { access_token: token } = await spendingGrant(customer, limits);
    const pay = () => create(customer, token.value, { incomingPayment: receiver, debitAmount: usd('101') });
    await pay();
    expect((await failure(pay())).status).toBe(403);
    vi.setSystemTime(Date.now() + 2_050);
    await pay();

    const bad = await spendingGrant(customer, { interval: 'P1D', debitAmount: usd('101') });
    const reply = await failure(create(customer, bad.access_token.value, { incomingPayment: receiver, debitAmount: usd('101') }));
    expect(reply).toMatchObject({ status: 500, text: 'Internal Server Error' });
  });

  test('two payers of one incoming payment: it is paid once', async () => {
    const receiver = await incomingPayment(world, '35000');
    const quotes = await Promise.all([quoteFor(customer, receiver), quoteFor(customer, receiver)]);
    const { access_token: token } = await spendingGrant(customer, {});
    const payments = await Promise.all(quotes.map(({ id }) => create(customer, token.value, { quoteId: id })));
    await Promise.all(payments.map((payment) => settled(world, customer, payment, token.value)));
    const received = world.ledger.transfers({ incomingPayment: idOf(receiver) }).reduce((sum, { amount }) => sum + amount, 0n);
    expect(received).toBeLessThanOrEqual(35_000n);
    expect(world.ledger.balance('cloudninebank:reserved:customer')).toBe(0n);
  });

  test('a quote that expired is refused, and can still be read', async () => {
    const short = await startTestWorld({ timing: { quoteMs: 1 } });
    try {
      const payer = await person(short, 'cloudninebank', 'customer');
      const quote = await quoteFor(payer, await incomingPayment(short, '100'));
      const { access_token: token } = await spendingGrant(payer, {});
      const reply = await failure(create(payer, token.value, { quoteId: quote.id }));
      expect(reply).toMatchObject({ status: 400, error: { description: 'invalid quote' } });
    } finally {
      await short.close();
    }
  });

  test('quotes: fixed send, too small, too much, completed', async () => {
    const open = await incomingPayment(world, undefined, { wallet: 'cloudninebank', user: 'noname' });
    const sent = await quoteFor(customer, open, { debitAmount: usd('5') });
    expect(sent).toMatchObject({ debitAmount: usd('5'), receiveAmount: usd('4') });
    const tiny = await failure(quoteFor(customer, open, { debitAmount: usd('1') }));
    expect(tiny.error).toMatchObject({
      description: 'non-positive receive amount',
      details: { minSendAmount: usd('2') },
    });
    expect((await failure(quoteFor(customer, open))).error).toMatchObject({ description: 'invalid amount' });
    const full = await incomingPayment(world, '10');
    const more = { receiveAmount: { value: '11', assetCode: 'MXN', assetScale: 2 } };
    expect((await failure(quoteFor(customer, full, more))).error).toMatchObject({ description: 'invalid amount' });
    const unknown = full.replace(/[^/]+$/, '11111111-1111-4111-8111-111111111111');
    expect((await failure(quoteFor(customer, unknown))).error).toMatchObject({ description: 'invalid receiver' });
  });
});
