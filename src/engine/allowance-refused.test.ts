import { describe, expect, it } from 'vitest';
import { INTENT, ModelWorld } from '../../tests/support/model-world.ts';
import { settle } from '../../tests/support/virtual-clock.ts';
import type { Allowance } from '../limits/allowance.ts';
import type { ErrorCode } from '../model/errors.ts';
import type { Payment } from '../model/payment.ts';
import type { Outcome } from '../model/rail.ts';

const ALLOWANCE: Allowance = {
  id: 'allowance:1',
  walletId: 'wallet',
  state: 'active',
  limit: { value: 100_000n, assetCode: 'USD', assetScale: 2 },
  granted: { value: 100_000n, assetCode: 'USD', assetScale: 2 },
  period: 'month',
  askedAt: 0,
};

interface Options {
  readonly isPaid?: boolean;
  readonly killAt?: number;
}

function worldThatRefuses(code: ErrorCode, { isPaid = false, killAt }: Options = {}): ModelWorld {
  const world = new ModelWorld(killAt === undefined ? {} : { killAt: new Set([killAt]) });
  world.allowance = ALLOWANCE;
  world.allowanceFails = { code, isPaid };
  return world;
}

const statesOf = ({ history }: Payment): readonly string[] => history.map(({ state }) => state);

async function approved(world: ModelWorld): Promise<Payment> {
  const { id } = await world.engine.request(INTENT);
  await settle();
  await world.engine.approve(id, world.rows.get(id)?.digest ?? '');
  await settle();
  const payment = world.rows.get(id);
  if (!payment) throw new Error('no payment');
  return payment;
}

describe('a payment whose allowance the wallet refuses', () => {
  it.each<ErrorCode>(['right-revoked', 'right-expired', 'right-refused', 'consent-lost', 'over-limit'])(
    '%s: the wallet asks, and then it is paid once',
    async (code) => {
      const world = worldThatRefuses(code);
      const payment = await approved(world);
      expect(payment).toMatchObject({ state: 'authorizing', allowanceRefusal: { code } });
      expect(payment.allowanceId).toBeUndefined();
      expect([...world.openTabs]).toEqual([payment.id]);
      expect(world.allowanceRefusals).toMatchObject([{ id: ALLOWANCE.id, debit: { value: 1010n }, failure: { code } }]);
      expect(await world.goOn()).toBeDefined();
      expect(world.rows.get(payment.id)?.state).toBe('completed');
      expect(world.rows.get(payment.id)?.rail).toBeUndefined();
      expect(world.wallet.paid).toBe(1);
    },
  );

  it('can be declined there like any other', async () => {
    const world = worldThatRefuses('right-revoked');
    const { id } = await approved(world);
    expect(await world.engine.decline(id)).toBe(true);
    expect(world.wallet.paid).toBe(0);
  });

  it.each<ErrorCode>(['key-removed', 'insufficient-funds', 'payment-refused'])('%s: a consent would not help', async (code) => {
    const world = worldThatRefuses(code);
    expect(await approved(world)).toMatchObject({ state: 'failed', failure: { code } });
    expect(world.openTabs.size).toBe(0);
  });

  it('is found when an earlier copy of its request had been taken: nothing is sent again', async () => {
    const world = worldThatRefuses('right-revoked', { isPaid: true });
    const { id } = await approved(world);
    expect(await world.goOn()).toBeDefined();
    const payment = world.rows.get(id);
    expect(payment?.state).toBe('completed');
    expect(world.wallet.paid).toBe(1);
  });

  it('is found also when the consent took longer than the quote lived', async () => {
    const world = worldThatRefuses('over-limit', { isPaid: true });
    const { id } = await approved(world);
    for (let passed = 0; passed < 330_000; passed += 30_000) {
      world.clock.advance(30_000);
      await settle();
    }
    expect(await world.goOn()).toBeDefined();
    expect(world.rows.get(id)?.state).toBe('completed');
    expect(world.wallet.paid).toBe(1);
  });

  it('gets a fresh price where the consent took longer than the quote lived, and nothing had been taken', async () => {
    const world = worldThatRefuses('right-revoked');
    const { id, quote } = await approved(world);
    for (let passed = 0; passed < 330_000; passed += 30_000) {
      world.clock.advance(30_000);
      await settle();
    }
    expect(await world.goOn()).toBeDefined();
    expect(world.rows.get(id)).toMatchObject({ state: 'completed' });
    expect(world.rows.get(id)?.quote?.id).not.toBe(quote?.id);
    expect(world.wallet.paid).toBe(1);
  });

  describe('where the reading before its repeat tells nothing', () => {
    /** The first reading is `unknown`, and then the next look into the journal takes `pause`. */
    function worldInDoubt(pause: number): { world: ModelWorld; repeats: boolean[] } {
      const world = worldThatRefuses('right-revoked');
      const repeats: boolean[] = [];
      const rail = world.rails.get('model');
      if (!rail) throw new Error('no rail');
      const { journalWriter } = world.context;
      const [submit, reconcile, get] = [rail.submit.bind(rail), rail.reconcile.bind(rail), journalWriter.get.bind(journalWriter)];
      let isRead = false;
      let isPaused = false;
      rail.submit = (payment, tools) => {
        repeats.push(payment.isRepeat);
        return submit(payment, tools);
      };
      rail.reconcile = (payment, tools) => {
        if (isRead) return reconcile(payment, tools);
        isRead = true;
        return Promise.resolve({ status: 'unknown', state: {}, code: 'unreachable' });
      };
      journalWriter.get = (id) => {
        if (isRead && !isPaused) {
          isPaused = true;
          world.clock.advance(pause);
        }
        return get(id);
      };
      return { world, repeats };
    }

    it('goes out with the same key, also when the quote comes near its end meanwhile', async () => {
      const { world } = worldInDoubt(15_000);
      const { id, quote } = await approved(world);
      world.clock.advance((quote?.expiresAt ?? 0) - world.clock.now() - 30_000);
      await settle();
      void world.engine.consents.returned(id, 'https://finish.example/');
      await settle();
      expect(await world.goOn()).toBeDefined();
      expect(world.rows.get(id)).toMatchObject({ state: 'completed', quote: { id: quote?.id } });
      expect(world.wallet.paid).toBe(1);
    });

    it('goes out as a repeat', async () => {
      const { world, repeats } = worldInDoubt(0);
      const { id } = await approved(world);
      expect(await world.goOn()).toBeDefined();
      expect(world.rows.get(id)?.state).toBe('completed');
      expect(repeats).toEqual([false, true]);
      expect(world.wallet.paid).toBe(1);
    });
  });

  describe('at a wallet whose reading can never prove anything', () => {
    const MUTE = { status: 'unknown', state: {}, code: 'right-revoked', isMute: true } as const;

    /** Nothing that is read says anything but `outcome`. @param repeat what the wallet answers to a request after the refused one. */
    function worldThatSays(outcome: Outcome, repeat?: (pay: () => void) => Promise<Outcome>): { world: ModelWorld; requests: boolean[] } {
      const world = worldThatRefuses('right-revoked');
      const requests: boolean[] = [];
      world.wrapRail = (rail) => ({
        ...rail,
        reconcile: () => Promise.resolve(outcome),
        submit: (payment, tools) => {
          requests.push(payment.isRepeat);
          if (repeat && typeof payment.state['allowance'] !== 'string') return repeat(() => world.wallet.pay(payment.quote.id));
          return rail.submit(payment, tools);
        },
      });
      world.engine = world.boot();
      return { world, requests };
    }

    /** Comes back from the wallet when the quote is too near its end for another request. */
    async function backLate(world: ModelWorld): Promise<Payment> {
      const payment = await approved(world);
      world.clock.advance((payment.quote?.expiresAt ?? 0) - world.clock.now() - 10_000);
      await settle();
      void world.engine.consents.returned(payment.id, 'https://finish.example/');
      await settle();
      return payment;
    }

    async function pass(world: ModelWorld, ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= 10_000) {
        world.clock.advance(Math.min(left, 10_000));
        await settle();
      }
    }

    it('has failed once its quote is dead for certain, and was never sent again', async () => {
      const { world, requests } = worldThatSays(MUTE);
      const { id } = await backLate(world);
      expect(world.rows.get(id)).toMatchObject({ state: 'unsure' });
      await pass(world, 120_000);
      expect(world.rows.get(id)).toMatchObject({ state: 'unsure' });
      await pass(world, 200_000);
      expect(world.rows.get(id)).toMatchObject({ state: 'failed', failure: { code: 'right-revoked' } });
      expect(requests).toEqual([false]);
      expect(world.wallet.paid).toBe(0);
    });

    it.each<[string, Outcome]>([
      ['cannot be reached', { status: 'unknown', state: {}, code: 'unreachable' }],
      ['leaves open who paid', { ...MUTE, isPaid: true }],
    ])('stays unsure where it %s', async (_name, outcome) => {
      const { world } = worldThatSays(outcome);
      const { id } = await backLate(world);
      await pass(world, 900_000);
      expect(world.rows.get(id)?.state).toBe('unsure');
    });

    it.each([true, false])('stays unsure where a repeat of its request may have been taken (%s)', async (isTaken) => {
      const { world, requests } = worldThatSays(MUTE, (pay) => {
        if (isTaken) pay();
        return Promise.resolve({ status: 'unknown', state: {}, code: 'answer-lost' });
      });
      const { id } = await approved(world);
      void world.engine.consents.returned(id, 'https://finish.example/');
      await pass(world, 900_000);
      expect(world.rows.get(id)?.state).toBe('unsure');
      expect(requests).toEqual([false, true]);
    });

    it('ends so, or stays unsure, wherever the worker dies, and never as failed with money gone', async () => {
      let killAt = 0;
      for (let points = 1; killAt < points; killAt++) {
        const { world } = worldThatSays(MUTE);
        world.killAfter(killAt);
        await world.live(60);
        const [payment] = world.payments;
        expect(['failed', 'sending', 'unsure']).toContain(payment?.state);
        if (payment?.state === 'failed') expect(world.wallet.paid).toBe(0);
        expect(world.wallet.paid).toBeLessThanOrEqual(1);
        expect(world.sentUnwritten).toBe(0);
        points = world.points;
      }
      expect(killAt).toBeGreaterThan(30);
    });
  });

  it('is paid once or has failed unpaid, wherever the worker dies', async () => {
    let killAt = 0;
    for (let points = 1; killAt < points; killAt++) {
      const world = worldThatRefuses('right-revoked', { killAt });
      expect(await world.live()).toBeDefined();
      const [payment, another] = world.payments;
      expect(another).toBeUndefined();
      // A death with the request on the wire leaves nothing but reading, and then what was refused has failed.
      expect(['completed', 'failed']).toContain(payment?.state);
      expect(world.wallet.paid).toBe(payment?.state === 'completed' ? 1 : 0);
      expect(world.sentUnwritten).toBe(0);
      points = world.points;
    }
    expect(killAt).toBeGreaterThan(30);
  });

  it('goes back no further than to the yes, and only once', async () => {
    const world = worldThatRefuses('right-revoked');
    const { id } = await approved(world);
    await world.goOn();
    const payment = world.rows.get(id);
    const walked = payment ? statesOf(payment).slice(3) : [];
    expect(walked).toEqual([
      'approved',
      'authorized',
      'submitting',
      'approved',
      'authorizing',
      'authorized',
      'submitting',
      'sending',
      'completed',
    ]);
  });
});
