import { describe, expect, it } from 'vitest';
import { INTENT, ModelWorld } from '../../tests/support/model-world.ts';
import { settle } from '../../tests/support/virtual-clock.ts';
import { isCheckingStopped } from '../model/journal.ts';
import { canStopCheckingFrom } from './stop-checking.ts';
import type { Payment } from '../model/payment.ts';

const HOUR = 60 * 60_000;

const only = (world: ModelWorld): Payment => {
  const [payment, another] = world.payments;
  if (!payment || another) throw new Error(`${world.payments.length} payments`);
  return payment;
};

async function pass(world: ModelWorld, time: number): Promise<void> {
  const until = world.clock.now() + time;
  while (world.clock.now() < until) {
    world.clock.advance(Math.min(60_000, until - world.clock.now()));
    await settle();
  }
}

/** A payment that its wallet has, and that has not settled by its deadline. */
async function unsure(settlesAfter = 5 * HOUR): Promise<{ readonly world: ModelWorld; readonly id: string }> {
  const world = new ModelWorld();
  world.wallet.settlesAfter = settlesAfter;
  await world.live(5);
  await pass(world, 60_000);
  const { id, state } = only(world);
  expect(state).toBe('unsure');
  return { world, id };
}

async function left(settlesAfter?: number): ReturnType<typeof unsure> {
  const { world, id } = await unsure(settlesAfter);
  await pass(world, HOUR);
  await world.engine.stopChecking(id);
  expect(isCheckingStopped(only(world))).toBe(true);
  return { world, id };
}

describe('the checking of a payment that is unsure', () => {
  it('cannot be stopped before it has been so for an hour, nor while its end is known', async () => {
    const { world, id } = await unsure(2 * HOUR);
    await world.engine.stopChecking(id);
    expect(only(world).leftAt).toBeUndefined();
    const from = canStopCheckingFrom(only(world)) ?? 0;
    await pass(world, from - world.clock.now() - 1);
    await world.engine.stopChecking(id);
    expect(only(world).leftAt).toBeUndefined();
    await pass(world, 2 * HOUR);
    expect(only(world).state).toBe('completed');
    await world.engine.stopChecking(id);
    expect(only(world).leftAt).toBeUndefined();
  });

  it('is over once it is stopped: no worker takes it up again, and nothing of it is forgotten', async () => {
    const { world } = await left();
    const { calls } = world;
    const { revision, rail } = only(world);
    world.kill();
    await world.wake();
    await pass(world, 6 * HOUR);
    expect(world.calls).toBe(calls);
    expect(only(world)).toMatchObject({ state: 'unsure', revision, rail: rail ?? {} });
  });

  it('comes back on demand, and finds the end without paying again', async () => {
    const { world, id } = await left();
    await pass(world, 6 * HOUR);
    await world.engine.reconcileNow(id);
    await pass(world, 60_000);
    expect(only(world).state).toBe('completed');
    expect(only(world).leftAt).toBeUndefined();
    expect(world.wallet.paid).toBe(1);
  });

  it('does not wait for its next turn when it is asked for', async () => {
    const { world, id } = await unsure();
    await pass(world, 10 * 60_000);
    const { calls } = world;
    await world.engine.reconcileNow(id);
    await settle();
    expect(world.calls).toBe(calls + 1);
  });
});

describe('a payment that was left', () => {
  it('is what the very same thing attaches to', async () => {
    const { world, id } = await left();
    const again = await world.engine.request({ ...INTENT, requestId: 'another page' });
    expect(again.id).toBe(id);
    expect(world.wallet.paid).toBe(1);
  });

  it('holds up no other order, of the same shop and total either', async () => {
    // The model's key is the target; an order under another key to the same target is what a shop without order ids asks for.
    const { world, id } = await left();
    const rail = world.rails.get('model');
    if (!rail) throw new Error('no rail');
    Object.assign(rail, { keyOf: () => 'another key' });
    const next = await world.engine.request({ ...INTENT, requestId: 'the next order' });
    expect(next.id).not.toBe(id);
  });
});
