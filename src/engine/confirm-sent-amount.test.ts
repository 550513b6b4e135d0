import { describe, expect, it } from 'vitest';
import { INTENT, ModelWorld } from '../../tests/support/model-world.ts';
import { settle } from '../../tests/support/virtual-clock.ts';
import type { Receipt } from '../model/payment.ts';
import type { Outcome } from '../model/rail.ts';

const usd = (value: bigint) => ({ value, assetCode: 'USD', assetScale: 2 });

type Said = (Partial<Omit<Extract<Outcome, { status: 'completed' }>, 'isSumOpen'>> & { readonly isSure?: true }) | 'unknown';

/** A payment that is paid, and whose wallet says one thing after the other of it; the last for ever. */
function worldThatSays(said: readonly Said[], kill?: number): ModelWorld {
  const world = new ModelWorld();
  let readings = 0;
  world.wrapRail = (rail) => ({
    ...rail,
    reconcile: async (payment, tools) => {
      const outcome = await rail.reconcile(payment, tools);
      if (outcome.status !== 'completed') return outcome;
      if (payment.state['renewed'] === undefined) await tools.save({ renewed: true });
      const more = said[Math.min(readings++, said.length - 1)] ?? {};
      if (more === 'unknown') return { status: 'unknown', state: {}, code: 'unreachable' };
      const { isSure, ...figures } = more;
      return { ...outcome, ...figures, ...(isSure ? {} : { isSumOpen: true }) };
    },
    release: (state, walletId, signal) => {
      released.push(state['renewed']);
      return rail.release(state, walletId, signal);
    },
  });
  world.engine = world.boot();
  if (kill !== undefined) world.killAfter(kill);
  return world;
}

const released: unknown[] = [];

async function receiptAfter(
  said: readonly Said[],
): Promise<{ readonly atOnce: Receipt | undefined; readonly inTheEnd: Receipt | undefined }> {
  const world = worldThatSays(said);
  let atOnce: Receipt | undefined;
  world.onChange = ({ receipt }) => (atOnce ??= receipt);
  expect(await world.live()).toBeDefined();
  expect(world.payments).toMatchObject([{ state: 'completed' }]);
  return { atOnce, inTheEnd: world.payments[0]?.receipt };
}

describe('a sum that may be a part yet', () => {
  it('is not stated at once, and is once a later reading agrees', async () => {
    const { atOnce, inTheEnd } = await receiptAfter([{ sent: usd(1000n) }]);
    expect(atOnce).toMatchObject({ debit: usd(1010n) });
    expect(atOnce).not.toHaveProperty('sent');
    expect(inTheEnd).toMatchObject({ sent: usd(1000n) });
    expect(inTheEnd).not.toHaveProperty('sentOpen');
  });

  it('that was a part is never stated', async () => {
    const { atOnce, inTheEnd } = await receiptAfter([{ sent: usd(400n) }, { sent: usd(1000n) }]);
    expect(atOnce).not.toHaveProperty('sent');
    expect(inTheEnd).toMatchObject({ sent: usd(1000n) });
  });

  it.each<[string, readonly Said[]]>([
    ['goes on changing', [1n, 2n, 3n, 4n, 5n].map((value) => ({ sent: usd(value) }))],
    ['can be read no more', [{ sent: usd(400n) }, 'unknown']],
  ])('is left out where it %s', async (_name, said) => {
    const { inTheEnd } = await receiptAfter(said);
    expect(inTheEnd).toMatchObject({ debit: usd(1010n) });
    expect(inTheEnd).not.toHaveProperty('sent');
    expect(inTheEnd).not.toHaveProperty('sentOpen');
  });

  it('of a payment that failed half-way makes the debit the most that can have left', async () => {
    const { inTheEnd } = await receiptAfter([{ sent: usd(400n) }, { isDebitMost: true }]);
    expect(inTheEnd).toMatchObject({ debit: usd(1010n), isDebitMost: true });
    expect(inTheEnd).not.toHaveProperty('sent');
  });

  it('comes with a debit that is more than was approved', async () => {
    const { inTheEnd } = await receiptAfter([{ sent: usd(400n) }, { sent: usd(400n), debit: usd(1200n) }]);
    expect(inTheEnd).toMatchObject({ debit: usd(1200n), sent: usd(400n) });
  });

  it('is known to be all of it in one reading where the quote says so', async () => {
    const { atOnce } = await receiptAfter([{ sent: usd(1000n), isSure: true }]);
    expect(atOnce).toMatchObject({ sent: usd(1000n) });
  });

  it('is read with the rights that are given back after it, as they are then', async () => {
    released.length = 0;
    await receiptAfter([{ sent: usd(1000n) }]);
    expect(released).toEqual([true]);
  });

  it('is closed, and its payment released, wherever the worker dies', async () => {
    let kill = 0;
    for (let points = 1; kill < points; kill++) {
      const world = worldThatSays([{ sent: usd(400n) }, { sent: usd(1000n) }], kill);
      void world.engine.request(INTENT);
      await settle();
      expect(await world.goOn()).toBeDefined();
      const [payment] = world.payments;
      expect(payment?.receipt?.sentOpen).toBeUndefined();
      if (payment?.state === 'completed') expect(payment.receipt).toMatchObject({ sent: usd(1000n) });
      expect(world.wallet.paid).toBe(payment?.state === 'completed' ? 1 : 0);
      points = world.points;
    }
    expect(kill).toBeGreaterThan(30);
  });
});
