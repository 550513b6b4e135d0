import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { giveConsent } from '../../../demo/client/wallet-pages.ts';
import { idOf, person, startTestWorld } from '../../../demo/tests/support.ts';
import { payer, payInvoice, until } from '../../../demo/tests/invoice-support.ts';
import type { World } from '../../../demo/world.ts';
import type { Outcome, RailPayment } from '../../model/rail.ts';
import { FINISH } from '../../../tests/rails/rig.ts';
import type { InvoiceRig } from '../../../tests/rails/invoice-rig.ts';
import { createInvoiceRig, invoiceIntent, priceInvoice, urlOf, worldFetch } from '../../../tests/rails/invoice-rig.ts';
import { lastOutcome, lateNetwork } from '../../../tests/rails/late-network.ts';
import { PATIENCE_MS } from '../../../tests/support/patience.ts';

const PAY = { method: 'POST', path: /\/invoice-payments$/ } as const;
const ISSUER = 'cloudninebank.test';

let world: World;
let b: InvoiceRig;
let url: string;
beforeAll(async () => {
  world = await startTestWorld();
});
beforeEach(async () => {
  world.faults.clear();
  b = createInvoiceRig(world, await person(world, 'cloudninebank', 'customer'));
  url = world.acquirer.invoice({ account: 'merchant', amount: 200n, description: 'Two books' });
  world.requests.clear();
});
afterAll(() => world.close());

const priced = (): Promise<RailPayment> => priceInvoice(b, invoiceIntent(b.rail, url));

async function consented(payment: RailPayment): Promise<RailPayment> {
  const answer = await b.rail.authorize(payment, b.tools);
  if (answer.kind !== 'interact') throw new Error('no interaction');
  const back = await giveConsent(world.fetch, answer.url, FINISH, { login: b.payer.login, allow: true });
  expect(b.rail.isReturn(answer.state, back.href)).toBe(true);
  return { ...payment, state: await b.rail.finish({ ...payment, state: answer.state }, back.href, b.tools) };
}

async function followed(payment: RailPayment, { state }: Outcome): Promise<Outcome> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let current = state; ; ) {
    const outcome = await b.rail.reconcile({ ...payment, state: current }, b.tools);
    if ((outcome.status !== 'sending' && outcome.status !== 'unknown') || Date.now() > deadline) return outcome;
    current = outcome.state;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What the journal would give back after the worker has died. */
const revived = (payment: RailPayment): RailPayment => ({ ...payment, state: structuredClone({ ...payment.state, ...b.saved }) });
const paidTimes = (): number => world.ledger.paymentsInto(idOf(url));

/** Requests of ours to the payee's server that name the payer's wallet. */
function namingAtPayee(): string[] {
  const toPayee = world.requests.fromClients().filter(({ host }) => host === new URL(url).host);
  expect(toPayee.length).toBeGreaterThan(1);
  return toPayee.map((request) => JSON.stringify(request)).filter((text) => text.includes('cloudninebank'));
}

describe('an invoice paid by the wallet’s issuer', () => {
  test('from the quote to the receipt, with nothing left of the grant', async () => {
    const before = world.balance('cloudninebank', 'customer');
    const payment = await consented(await priced());
    expect(payment.quote).toMatchObject({ debit: { value: 202n, assetCode: 'USD' }, receive: { value: 200n } });
    const outcome = await followed(payment, await b.rail.submit(payment, b.tools));
    expect(outcome).toMatchObject({ status: 'completed', received: { value: 200n, assetCode: 'USD' } });
    expect(world.acquirer.received(url)).toBe(200n);
    expect(namingAtPayee()).toEqual([]);
    expect(before - world.balance('cloudninebank', 'customer')).toBe(202n);
    await b.rail.release(outcome.state, 'w1', b.tools.signal);
    const token = (payment.state['grant'] as { token: { value: string } }).token.value;
    const answer = await b.payer.client.send({ method: 'GET', url: `https://${ISSUER}/op/invoice-payments?idempotency-key=x`, token });
    expect(answer.ok).toBe(false);
    expect(JSON.stringify([b.saved, payment, outcome], (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v))).not.toMatch(
      /shared_?secret|destination_?address/i,
    );
    expect(world.ledger.check()).toEqual([]);
  });

  test('what another payer has paid of it is not paid again', async () => {
    await payInvoice(await payer(world, 'cloudninebank', 'customer'), url).then(() => undefined);
    await expect(priced()).rejects.toMatchObject({ code: 'payable-completed' });
    expect(paidTimes()).toBe(1);
  });

  test('discovery is asked once for a wallet, and its quote token kept', async () => {
    await priced();
    await priced();
    expect(world.requests.matching({ path: /well-known\/open-payments/ })).toHaveLength(1);
    expect([...b.tokens.keys()]).toEqual([`invoice-quote:w1:${b.payer.key.jwk.kid}`]);
  });
});

describe('a payment whose answer is lost', () => {
  test.each(['drop-reply', 'duplicate'] as const)('%s: is found by its key, and paid once', async (kind) => {
    const payment = await consented(await priced());
    world.faults.add({ kind, times: 1, ...PAY });
    const outcome = await b.rail.submit(payment, b.tools);
    expect(await followed(revived(payment), outcome)).toMatchObject({ status: 'completed' });
    expect(paidTimes()).toBe(1);
  });

  test.each(['drop-request', 'status-500'] as const)(
    '%s: the issuer proves that it never came, and it is sent again, once',
    async (kind) => {
      const payment = await consented(await priced());
      world.faults.add({ kind, times: 1, ...PAY });
      expect(await b.rail.submit(payment, b.tools)).toMatchObject({ status: 'unknown', code: 'answer-lost' });
      expect(await b.rail.reconcile(revived(payment), b.tools)).toMatchObject({ status: 'nothing-happened' });
      const again = await b.rail.submit({ ...revived(payment), isRepeat: true }, b.tools);
      expect(await followed(payment, again)).toMatchObject({ status: 'completed' });
      expect(paidTimes()).toBe(1);
    },
  );

  test.each([1, 2, 3, 4, 5])(
    'late on the wire, before request %d of those that read: completed, and never another payer’s',
    async (before) => {
      const fetch = lateNetwork({
        fetch: worldFetch(world),
        isLate: (target, method) => method === 'POST' && PAY.path.test(target),
        before,
        done: () => until(() => world.acquirer.received(url) === 200n),
      });
      const payment = await consented(await priced());
      const late = createInvoiceRig(world, b.payer, { fetch });
      const outcome = await late.rail.submit(payment, late.tools);
      expect(outcome).toMatchObject({ status: 'unknown', code: 'answer-lost' });
      const end = await lastOutcome(() => late.rail.reconcile({ ...payment, state: outcome.state }, late.tools));
      expect(end).toMatchObject({ status: 'completed', sent: { value: expect.any(BigInt) as unknown } });
      expect(paidTimes()).toBe(1);
    },
  );

  test('another payer paid the invoice, and the issuer has no payment of ours: no failure while ours may be on its way', async () => {
    const payment = await consented(await priced());
    world.faults.add({ kind: 'drop-request', times: 1, ...PAY });
    await b.rail.submit(payment, b.tools);
    await payInvoice(await payer(world), url);
    expect(await b.rail.reconcile(revived(payment), b.tools)).toMatchObject({ status: 'unknown', code: 'sender-unknown', isPaid: true });
    b.later = payment.quote.expiresAt + 3 * 60_000 - Date.now();
    expect(await b.rail.reconcile(revived(payment), b.tools)).toMatchObject({ status: 'failed', code: 'payable-completed' });
  });

  test('the issuer goes on saying that nothing was sent: no fee, and a receipt by what it says it delivered', async () => {
    const payment = await consented(await priced());
    world.faults.add({ kind: 'sent-amount-zero' });
    const sent = await b.rail.submit(payment, b.tools);
    await until(() => world.acquirer.received(url) === 200n);
    const again = () => b.rail.reconcile({ ...payment, state: { ...sent.state, ...b.saved } }, b.tools);
    expect(await again()).toMatchObject({ status: 'sending' });
    // Set back, the clock does not make it wait for good; and time that has passed is over.
    for (const later of [-60_000, 10_000]) {
      b.later = later;
      const end = await lastOutcome(again);
      expect(end).toMatchObject({ status: 'completed', received: { value: 200n } });
      expect(end).not.toHaveProperty('sent');
    }
  });

  test('the issuer says that it took more than was approved: the receipt has the higher sum', async () => {
    const payment = await consented(await priced());
    world.faults.add({ kind: 'debit-beyond-quote' });
    const sent = await b.rail.submit(payment, b.tools);
    expect(await followed(payment, sent)).toMatchObject({ status: 'completed', debit: { value: 222n, assetCode: 'USD' } });
  });

  test('the issuer debits more than was approved, and only a part arrives: the outcome names the higher sum', async () => {
    const payment = await consented(await priced());
    world.faults.add({ kind: 'settlement-in-part' });
    world.faults.add({ kind: 'debit-beyond-quote' });
    const outcome = await followed(payment, await b.rail.submit(payment, b.tools));
    expect(outcome).toMatchObject({ status: 'failed', code: 'paid-in-part', excess: { debit: { value: 222n } } });
  });

  test('the issuer says that it failed, sent something and delivered nothing: the invoice says what arrived', async () => {
    const payment = await consented(await priced());
    world.faults.add({ kind: 'settlement-in-part' });
    world.faults.add({ kind: 'delivered-amount-zero' });
    const outcome = await b.rail.submit(payment, b.tools);
    await until(() => world.acquirer.received(url) > 0n);
    const readings = [await b.rail.reconcile({ ...payment, state: outcome.state }, b.tools)];
    // Until its quote is dead, money of it may be on its way.
    await until(async () => {
      readings.push(await b.rail.reconcile({ ...payment, state: outcome.state }, b.tools));
      return readings.at(-1)?.status === 'unknown';
    });
    expect(readings).not.toContainEqual(expect.objectContaining({ status: 'failed' }));
    b.later = payment.quote.expiresAt + 3 * 60_000 - Date.now();
    const end = await b.rail.reconcile({ ...payment, state: outcome.state }, b.tools);
    expect(end).toMatchObject({ status: 'failed', code: 'paid-in-part' });
  });

  test('the issuer failed after it sent something, and the invoice says that nothing came: the money counts as gone', async () => {
    const payment = await consented(await priced());
    world.faults.add({ kind: 'settlement-in-part' });
    world.faults.add({ kind: 'delivered-amount-zero' });
    world.faults.add({ kind: 'debit-beyond-quote' });
    const outcome = await b.rail.submit(payment, b.tools);
    await until(() => world.acquirer.received(url) > 0n);
    const denying: typeof fetch = async (input, init) => {
      const response = await worldFetch(world)(input, init);
      if (!new Request(input, init).url.startsWith(url) || !response.ok) return response;
      const body = (await response.json()) as object;
      return Response.json({ ...body, received: 0, receivedAmount: { value: '0', assetCode: 'USD', assetScale: 2 } }, response);
    };
    const late = createInvoiceRig(world, b.payer, { fetch: denying });
    late.later = payment.quote.expiresAt + 3 * 60_000 - Date.now();
    const end = await late.rail.reconcile({ ...payment, state: { ...outcome.state, ...b.saved } }, late.tools);
    expect(end).toMatchObject({ status: 'failed', code: 'paid-in-part', excess: { debit: { value: 222n } } });
  });

  test('while one side cannot be read nothing is claimed', async () => {
    const payment = await consented(await priced());
    world.faults.add({ kind: 'drop-request', times: 1, ...PAY });
    await b.rail.submit(payment, b.tools);
    for (const host of [ISSUER, 'acquirer.test']) {
      const down = world.faults.add({ kind: 'status-500', host });
      expect(await b.rail.reconcile(revived(payment), b.tools)).toMatchObject({ status: 'unknown' });
      down.remove();
    }
  });

  test('a 404 that is not the issuer’s word for it proves nothing', async () => {
    const payment = await consented(await priced());
    const other = createInvoiceRig(world, b.payer, {
      fetch: (input, init) =>
        urlOf(input).includes('idempotency-key')
          ? Promise.resolve(new Response('<h1>gone</h1>', { status: 404, headers: { 'content-type': 'text/html' } }))
          : world.fetch(urlOf(input), init),
    });
    expect(await other.rail.reconcile(payment, other.tools)).toMatchObject({ status: 'unknown' });
  });
});

describe('what ends it with nothing paid', () => {
  test('A2: the invoice asks for more after the yes', async () => {
    const payment = await consented(await priced());
    world.acquirer.change(url, { amount: 20_000n });
    await expect(b.rail.submit(payment, b.tools)).rejects.toMatchObject({ code: 'payable-changed' });
    expect(world.acquirer.received(url)).toBe(0n);
  });

  test('the issuer’s wallet has too little', async () => {
    const poor = world.acquirer.invoice({ account: 'merchant', amount: 50_000_00n });
    const payment = await consented(await priceInvoice(b, invoiceIntent(b.rail, poor)));
    expect(await followed(payment, await b.rail.submit(payment, b.tools))).toMatchObject({ status: 'failed', code: 'insufficient-funds' });
    expect(world.acquirer.received(poor)).toBe(0n);
  });

  test('a wallet whose provider is no issuer', async () => {
    world.faults.add({ kind: 'status-500', path: /well-known\/open-payments/, times: 1 });
    await expect(priced()).rejects.toMatchObject({ code: 'quote-refused' });
    const other = createInvoiceRig(world, b.payer, {
      fetch: (input, init) =>
        urlOf(input).includes('/.well-known/open-payments')
          ? Promise.resolve(new Response('', { status: 404 }))
          : world.fetch(urlOf(input), init),
    });
    await expect(priceInvoice(other, invoiceIntent(other.rail, url))).rejects.toMatchObject({ code: 'not-an-issuer' });
  });
});
