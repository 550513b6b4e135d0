import { deserializeIlpPacket, errorToReject, Errors, Type } from 'ilp-packet';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { idOf, person, startTestWorld } from '../../../demo/tests/support.ts';
import { payer, payInvoice } from '../../../demo/tests/invoice-support.ts';
import type { Person } from '../../../demo/tests/support.ts';
import type { World } from '../../../demo/world.ts';
import type { RailPayment, RailState } from '../../model/rail.ts';
import type { InvoiceRig } from '../../../tests/rails/invoice-rig.ts';
import { createInvoiceRig, invoiceIntent, priceInvoice, urlOf, worldFetch } from '../../../tests/rails/invoice-rig.ts';
import type { Push } from './state.ts';

let world: World;
let anybody: Person;
let b: InvoiceRig;
let url: string;
beforeAll(async () => {
  world = await startTestWorld();
  anybody = await person(world, 'cloudninebank', 'customer');
});
beforeEach(() => {
  world.faults.clear();
  b = createInvoiceRig(world, anybody);
  url = world.acquirer.invoice({ account: 'merchant', amount: 200n });
});
afterAll(() => world.close());

const balance = (user: string): bigint => world.ledger.balance(`connector:account:${user}`);
const priced = (uplink: string, target = url): Promise<RailPayment> => priceInvoice(b, invoiceIntent(b.rail, target), uplink);
const pushOf = (state: RailState): Push => state['push'] as Push;
/** What the journal would give back after the worker has died. */
const revived = (payment: RailPayment): RailPayment => ({ ...payment, state: structuredClone({ ...payment.state, ...b.saved }) });
/** Past the last moment at which a packet of a dead worker could be fulfilled. */
const QUIET = 60_000;

describe('an invoice pushed from an account at a connector', () => {
  test.each([
    ['btp:carla', 2_000_000_000n],
    ['http:carla', 2_000_000_000n],
  ])('%s: one currency, to the unit', async (uplink, debit) => {
    const before = balance('carla');
    const payment = await priced(uplink);
    expect(payment.quote).toMatchObject({ debit: { value: debit, assetCode: 'USD', assetScale: 9 }, receive: { value: 200n } });
    expect(await b.rail.authorize(payment, b.tools)).toMatchObject({ kind: 'granted' });
    const { state } = await b.rail.submit(payment, b.tools);
    expect(await b.rail.reconcile({ ...payment, state }, b.tools)).toMatchObject({
      status: 'completed',
      received: { value: 200n },
      debit: { value: debit },
    });
    expect(before - balance('carla')).toBe(debit);
    const toPayee = world.requests.fromClients().filter(({ host }) => host === new URL(url).host);
    expect(toPayee.length).toBeGreaterThan(1);
    expect(JSON.stringify(toPayee)).not.toMatch(/carla|connector/);
    expect(world.ledger.check()).toEqual([]);
  });

  test('money that is changed on the way: the quote is the most, and the receipt says what it was', async () => {
    const before = balance('tom');
    const payment = await priced('http:tom');
    expect(payment.quote.debit.value).toBeGreaterThan(1_800_000n);
    expect(payment.quote.debit.value).toBeLessThan(1_840_000n);
    const { state } = await b.rail.submit(payment, b.tools);
    const outcome = await b.rail.reconcile({ ...payment, state }, b.tools);
    expect(outcome).toMatchObject({ status: 'completed', debit: { value: before - balance('tom') } });
    expect(before - balance('tom')).toBeLessThan(payment.quote.debit.value);
  });

  test.each(['plain', 'options', 'content'] as const)('the dialect %s', async (dialect) => {
    url = world.acquirer.invoice({ account: 'merchant', amount: 3n, dialect });
    const payment = await priced('http:carla');
    const { state } = await b.rail.submit(payment, b.tools);
    expect(await b.rail.reconcile({ ...payment, state }, b.tools)).toMatchObject({ status: 'completed' });
  });

  test('no credential is kept, whatever the dialect', async () => {
    const payment = await priced('btp:carla');
    await b.rail.submit(payment, b.tools);
    const kept = JSON.stringify([payment, b.writes], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(kept).not.toMatch(/secret|destination|ilpAddress|test\.acquirer/i);
  });

  test('what another has paid of it is left out: 0.42 of 2.00', async () => {
    await partly(158n);
    const payment = await priced('http:carla');
    expect(payment).toMatchObject({ payable: { due: { value: 42n }, received: { value: 158n } }, quote: { receive: { value: 42n } } });
    const { state } = await b.rail.submit(payment, b.tools);
    expect(await b.rail.reconcile({ ...payment, state }, b.tools)).toMatchObject({ status: 'completed', received: { value: 200n } });
  });
});

/** Somebody pays a part: the invoice asks for so much first, and for the rest then. */
async function partly(value: bigint): Promise<void> {
  world.acquirer.change(url, { amount: value });
  await payInvoice(await payer(world), url);
  world.acquirer.change(url, { amount: 200n });
}

describe('what ends it before a packet', () => {
  test('A2: an invoice that asks for more than the user saw', async () => {
    const payment = await priced('http:carla');
    world.acquirer.change(url, { amount: 20_000n });
    await expect(b.rail.submit(payment, b.tools)).rejects.toMatchObject({ code: 'payable-changed' });
    expect(b.writes).toEqual([]);
    expect(world.acquirer.received(url)).toBe(0n);
  });

  test('A11: credentials that cannot be any', async () => {
    const short = Buffer.alloc(16, 7).toString('base64');
    const bad = [
      { sharedSecret: short },
      { sharedSecret: 'nö base64' },
      { destinationAddress: 'test.bad addr' },
      { destinationAddress: 'https://x' },
    ];
    for (const twist of bad) {
      url = world.acquirer.invoice({ account: 'merchant', amount: 200n, ...twist });
      await expect(priced('http:carla')).rejects.toMatchObject({ code: 'malformed', params: { what: 'credentials' } });
    }
  });

  test('a connector that does not take the secret', async () => {
    for (const uplink of ['http:carla', 'btp:carla']) {
      b = createInvoiceRig(world, anybody, { secret: 'another' });
      await expect(priced(uplink)).rejects.toMatchObject({ code: 'uplink-refused', params: { host: 'connector.test' } });
    }
  });

  test('a journal that cannot be written', async () => {
    const payment = await priced('http:carla');
    b = createInvoiceRig(world, anybody, { beforeWrite: () => Promise.reject(new Error('full')) });
    await expect(b.rail.submit(payment, b.tools)).rejects.toThrow();
    expect(world.acquirer.received(url)).toBe(0n);
  });
});

describe('never twice', () => {
  test('a second submit of one payment sends nothing', async () => {
    const payment = await priced('http:carla');
    await b.rail.submit(payment, b.tools);
    const before = balance('carla');
    expect(await b.rail.submit({ ...revived(payment), isRepeat: true }, b.tools)).toMatchObject({ status: 'unknown' });
    expect(balance('carla')).toBe(before);
  });

  test('died before the first packet: nothing happened', async () => {
    const payment = await priced('http:carla');
    expect(await b.rail.reconcile(revived(payment), b.tools)).toMatchObject({ status: 'nothing-happened' });
  });

  test('another payer was faster: reported, and nothing sent', async () => {
    const payment = await priced('http:carla');
    await payInvoice(await payer(world), url);
    expect(await b.rail.reconcile(revived(payment), b.tools)).toMatchObject({ status: 'failed', code: 'payable-completed' });
    await expect(b.rail.submit(payment, b.tools)).rejects.toMatchObject({ code: 'payable-completed' });
  });
});

class Died extends Error {}

/** The connector as one that takes only small packets, so that a payment takes many of them. */
function smallPackets(fetch: typeof globalThis.fetch, maximum: bigint): typeof globalThis.fetch {
  return (input, init) => {
    const { body } = init ?? {};
    const packet = body instanceof Uint8Array ? deserializeIlpPacket(Buffer.from(body)) : undefined;
    if (packet?.type !== Type.TYPE_ILP_PREPARE || BigInt(packet.data.amount) <= maximum) return fetch(input, init);
    const facts = { receivedAmount: packet.data.amount, maximumAmount: maximum.toString() };
    const reject = errorToReject('test.connector', new Errors.AmountTooLargeError('too large', facts));
    return Promise.resolve(new Response(Uint8Array.from(reject), { headers: { 'content-type': 'application/octet-stream' } }));
  };
}

const AMOUNT = 1_234_567_890n;

describe('a worker that dies in the middle', () => {
  /** Kills the worker at a write of the journal: neither that write nor anything after it happens. */
  async function killedAt(write: number, amount: bigint): Promise<RailPayment> {
    url = world.acquirer.invoice({ account: 'nano', amount });
    let writes = 0;
    let isDead = false;
    b = createInvoiceRig(world, anybody, {
      fetch: smallPackets((input, init) => (isDead ? Promise.reject(new Died()) : worldFetch(world)(input, init)), AMOUNT / 20n),
      beforeWrite: () => {
        writes += 1;
        isDead ||= writes === write;
        if (isDead) throw new Died();
      },
    });
    const payment = await priced('http:carla');
    await b.rail.submit(payment, b.tools).catch(() => undefined);
    const { saved } = b;
    b = createInvoiceRig(world, anybody);
    b.saved = saved;
    return payment;
  }

  test.each([1, 2, 3, 4, 6, 9, 14, 20, 22])('at write %d: what arrived is told, and the rest can be paid', async (write) => {
    const before = balance('carla');
    const payment = await killedAt(write, AMOUNT);
    const first = await b.rail.reconcile(revived(payment), b.tools);
    b.later = QUIET;
    const outcome = first.status === 'unknown' ? await b.rail.reconcile(revived(payment), b.tools) : first;
    const received = world.acquirer.received(url);
    expect(before - balance('carla')).toBe(received);
    if (received === AMOUNT) expect(outcome).toMatchObject({ status: 'completed' });
    else if (received > 0n) expect(outcome).toMatchObject({ status: 'failed', code: 'paid-in-part' });
    else expect(['nothing-happened', 'failed']).toContain(outcome.status);
    b.later = 0;
    b.saved = {};
    if (received < AMOUNT) {
      const rest = await priced('http:carla');
      expect(rest.quote.receive.value).toBe(AMOUNT - received);
      const { state } = await b.rail.submit(rest, b.tools);
      expect(await b.rail.reconcile({ ...rest, state }, b.tools)).toMatchObject({ status: 'completed', received: { value: AMOUNT } });
    }
    expect(before - balance('carla')).toBe(AMOUNT);
    expect(world.ledger.check()).toEqual([]);
  });

  test('before a packet was fulfilled, and another payer pays the invoice: nothing says that the money was ours', async () => {
    const payment = await priced('http:carla');
    const state = { ...payment.state, push: { sent: 0n, delivered: 0n } };
    await payInvoice(await payer(world), url);
    const read = () => b.rail.reconcile({ ...payment, state: { ...state, ...b.saved } }, b.tools);
    expect(await read()).toMatchObject({ status: 'unknown', code: 'sender-unknown', isPaid: true });
    b.later = QUIET;
    expect(await read()).toMatchObject({ status: 'unknown', code: 'sender-unknown', isPaid: true });
    const partial = { ...payment, state: { ...state, push: { sent: 0n, delivered: 0n, ended: 'partial' } } };
    expect(await b.rail.reconcile(partial, b.tools)).toMatchObject({ status: 'failed', code: 'payable-completed' });
  });

  test('with packets far ahead of a slow disk: what was never written is told all the same, and paid once', async () => {
    const packet = AMOUNT / 60n;
    url = world.acquirer.invoice({ account: 'nano', amount: AMOUNT });
    const before = balance('carla');
    let isDead = false;
    let tellEnough: () => void = () => undefined;
    const enough = new Promise<void>((resolve) => (tellEnough = resolve));
    const counting: typeof globalThis.fetch = async (input, init) => {
      if (isDead) throw new Died();
      const answer = await worldFetch(world)(input, init);
      if (world.acquirer.received(url) >= packet * 5n) tellEnough();
      return answer;
    };
    let writes = 0;
    b = createInvoiceRig(world, anybody, {
      fetch: smallPackets(counting, packet),
      beforeWrite: async () => {
        writes += 1;
        if (writes === 1) return;
        await enough;
        isDead = true;
        throw new Died();
      },
    });
    const payment = await priced('http:carla');
    await b.rail.submit(payment, b.tools).catch(() => undefined);
    const { saved } = b;
    const received = world.acquirer.received(url);
    expect(saved['push']).toEqual({ sent: 0n, delivered: 0n });
    expect(received).toBeGreaterThanOrEqual(packet * 5n);
    expect(received).toBeLessThan(AMOUNT);

    b = createInvoiceRig(world, anybody);
    b.saved = saved;
    expect(await b.rail.submit({ ...revived(payment), isRepeat: true }, b.tools)).toMatchObject({ status: 'unknown' });
    expect(await b.rail.reconcile(revived(payment), b.tools)).toMatchObject({ status: 'unknown' });
    b.later = QUIET;
    const actual = `${received / 10n ** 9n}.${String(received % 10n ** 9n).padStart(9, '0')} USD`;
    expect(await b.rail.reconcile(revived(payment), b.tools)).toMatchObject({ code: 'paid-in-part', params: { actual } });
    b.later = 0;
    b.saved = {};
    const rest = await priced('http:carla');
    const { state } = await b.rail.submit(rest, b.tools);
    expect(await b.rail.reconcile({ ...rest, state }, b.tools)).toMatchObject({ status: 'completed', received: { value: AMOUNT } });
    expect(before - balance('carla')).toBe(AMOUNT);
    expect(world.ledger.check()).toEqual([]);
  });

  test('its packets are waited for before a part is called a part', async () => {
    const payment = await killedAt(4, AMOUNT);
    const outcome = await b.rail.reconcile(revived(payment), b.tools);
    expect(outcome).toMatchObject({ status: 'unknown', code: 'answer-lost' });
    expect(pushOf(outcome.state).quietAt).toBeGreaterThan(Date.now());
    b.later = QUIET;
    expect(await b.rail.reconcile(revived(payment), b.tools)).toMatchObject({
      code: 'paid-in-part',
      params: { stated: '1.234567890 USD', actual: expect.stringMatching(/^\d+\.\d{9} USD$/) as string },
    });
  });
});

describe('an end half-way', () => {
  test('A6: expired in the middle: the part is told, and what was not delivered stays', async () => {
    url = world.acquirer.invoice({ account: 'nano', amount: AMOUNT });
    const before = balance('carla');
    const payment = await priced('http:carla');
    let packets = 0;
    b = createInvoiceRig(world, anybody, {
      fetch: smallPackets(worldFetch(world), AMOUNT / 20n),
      beforeWrite: () => {
        packets += 1;
        if (packets === 4) world.acquirer.change(url, { expiresAt: new Date(Date.now() - 1).toISOString() });
      },
    });
    const outcome = await b.rail.submit(payment, b.tools);
    const received = world.acquirer.received(url);
    expect(received).toBeGreaterThan(0n);
    expect(outcome).toMatchObject({ status: 'failed', code: 'paid-in-part' });
    expect(before - balance('carla')).toBe(received);
    expect(idOf(url)).not.toBe('');
  });

  test('an answer that is lost: unsure until no packet can be fulfilled any more', async () => {
    let isCut = false;
    const cutting: typeof globalThis.fetch = async (input, init) => {
      const answer = await worldFetch(world)(input, init);
      // The first packet of money after one that was fulfilled and written down.
      if (!urlOf(input).endsWith('/ilp') || b.writes.length < 2 || isCut) return answer;
      isCut = true;
      throw new TypeError('cut');
    };
    b = createInvoiceRig(world, anybody, { fetch: smallPackets(cutting, AMOUNT / 20n) });
    url = world.acquirer.invoice({ account: 'nano', amount: AMOUNT });
    const payment = await priced('http:carla');
    const outcome = await b.rail.submit(payment, b.tools);
    expect(outcome).toMatchObject({ status: 'unknown', code: 'answer-lost' });
    const isWhole = world.acquirer.received(url) === AMOUNT;
    const soon = await b.rail.reconcile({ ...payment, state: outcome.state }, b.tools);
    expect(soon.status).toBe(isWhole ? 'completed' : 'unknown');
    b.later = QUIET;
    const late = await b.rail.reconcile({ ...payment, state: outcome.state }, b.tools);
    if (!isWhole) expect(late).toMatchObject({ status: 'failed', code: 'paid-in-part' });
  });
});
