import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../../../demo/tests/support.ts';
import { idOf, person, startTestWorld } from '../../../demo/tests/support.ts';
import type { World } from '../../../demo/world.ts';
import { InvoiceWorker } from '../../../tests/rails/invoice-worker.ts';
import { randomFrom } from '../../../tests/support/random.ts';
import type { Payment } from '../../model/payment.ts';
import { openDatabase } from '../../storage/database.ts';
import { readState } from './state.ts';

let world: World;
let customer: Person;
let count = 0;
let url: string;
beforeAll(async () => {
  world = await startTestWorld();
  customer = await person(world, 'cloudninebank', 'customer');
});
beforeEach(() => {
  world.faults.clear();
  url = world.acquirer.invoice({ account: 'merchant', amount: 200n });
});
afterAll(() => world.close());

const ENDS = ['completed', 'failed', 'declined', 'expired'];
/** It is known until when packets of a dead worker can be fulfilled, and that is all that is waited for. */
const waitsForQuiet = ({ state, rail }: Payment): boolean =>
  state === 'unsure' && rail !== undefined && readState(rail).push?.quietAt !== undefined;
const WAYS = ['w1', 'http:carla'] as const;
const worker = async (walletId: string): Promise<InvoiceWorker> =>
  new InvoiceWorker(world, customer, await openDatabase(`invoices ${count++}`), walletId);
/** What left the payers' accounts together, in ledger units of their own. */
const left = (): bigint => world.balance('cloudninebank', 'customer') * 10n ** 7n + world.ledger.balance('connector:account:carla');

describe.each(WAYS)('paid from %s', (wallet) => {
  test('A1: a page that says 2.00 for an invoice of 200.00 is stopped before a price is asked for', async () => {
    url = world.acquirer.invoice({ account: 'merchant', amount: 20_000n });
    const before = left();
    const w = await worker(wallet);
    expect(await w.buy(w.intent(url, '2.00'))).toMatchObject({ state: 'failed', failure: { code: 'amount-mismatch' } });
    expect(left()).toBe(before);
  });

  test('A7: two presses, and two tabs: one debit', async () => {
    const w = await worker(wallet);
    const [one, other] = await Promise.all([w.engine.request(w.intent(url, '2.00')), w.engine.request(w.intent(url, '2.00'))]);
    expect(other.id).toBe(one.id);
    const { digest = '' } = await w.until(one.id, (payment) => payment.digest !== undefined);
    await Promise.all([w.engine.approve(one.id, digest), w.engine.approve(one.id, digest).catch(() => undefined)]);
    expect(await w.until(one.id, ({ state }) => state === 'completed')).toMatchObject({ receipt: { received: { value: 200n } } });
    expect(await w.engine.request(w.intent(url, '2.00'))).toMatchObject({ id: one.id });
    expect(world.acquirer.received(url)).toBe(200n);
    expect(world.ledger.paymentsInto(idOf(url))).toBe(1);
    expect(world.ledger.check()).toEqual([]);
  });

  test('A12: nothing counts as paid until the acquirer reports it', async () => {
    const w = await worker(wallet);
    world.faults.add({ kind: 'status-500', host: 'acquirer.test', method: 'GET' });
    const payment = await w.engine.request(w.intent(url));
    const over = await w.until(payment.id, ({ state }) => state !== 'asked');
    expect(over.state).toBe('failed');
    expect(world.acquirer.received(url)).toBe(0n);
  });
});

/** Each life of a worker ends at a random effect; after some lives the last one is left alone. */
describe.each(WAYS)('A8: deaths at any moment, paid from %s', (wallet) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    'schedule %d: paid once, or nothing and said so, or a part and said so',
    async (seed) => {
      const random = randomFrom(seed * 7919 + (wallet === 'w1' ? 0 : 1));
      const before = left();
      const w = await worker(wallet);
      let effects = random(40);
      w.onEffect = () => effects-- === 0;
      const { id } = await askThrough(w);
      for (let life = 0; life < 4; life += 1) {
        await liveOn(w, id, waitsForQuiet);
        // Past the last moment at which a packet of the dead worker could be fulfilled.
        if (wallet !== 'w1') w.later += 40_000;
        effects = life < 1 ? random(40) : Infinity;
        w.start();
        void w.engine.resumeAll().catch(() => undefined);
      }
      const end = await liveOn(w, id);
      const received = world.acquirer.received(url);
      expect(['completed', 'failed', 'expired']).toContain(end);
      if (end === 'completed') expect(received).toBe(200n);
      else expect(received).toBeLessThan(200n);
      if (end === 'failed' && received > 0n) expect((await w.payment(id)).failure?.code).toBe('paid-in-part');
      if (received === 0n) expect(left()).toBe(before);
      expect(world.ledger.paymentsInto(idOf(url))).toBeLessThanOrEqual(1);
      expect(world.ledger.check()).toEqual([]);
    },
  );

  /** The first worker run may end before the request is on disk: then the user requests again. */
  async function askThrough(w: InvoiceWorker): Promise<{ id: string }> {
    const asked = w.engine.request(w.intent(url)).catch(() => undefined);
    return (await Promise.race([asked, w.death])) ?? (await w.start().request(w.intent(url)));
  }

  /** Says yes to what is offered until it is over or the worker has died. */
  async function liveOn(w: InvoiceWorker, id: string, also: (payment: Payment) => boolean = () => false): Promise<string> {
    const offered = await w.until(
      id,
      ({ state, digest }) => !['asked', 'resolved'].includes(state) && (state !== 'quoted' || digest !== undefined),
    );
    if (offered.state === 'quoted' && offered.digest) void w.engine.approve(id, offered.digest).catch(() => undefined);
    return (await w.until(id, (payment) => ENDS.includes(payment.state) || also(payment))).state;
  }
});
