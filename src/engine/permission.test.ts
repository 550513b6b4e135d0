import { describe, expect, test } from 'vitest';
import { INTENT, ModelWorld } from '../../tests/support/model-world.ts';
import { settle } from '../../tests/support/virtual-clock.ts';
import { TenderError } from '../model/errors.ts';
import type { Payment } from '../model/payment.ts';
import type { Permission } from '../model/permission.ts';
import { IdentityWanted } from '../model/permission.ts';
import type { Rail } from '../model/rail.ts';

const IDENTITY = { payee: 'https://payee.example/*', server: 'https://auth.payee.example/', walletId: 'wallet' };
const WHO: Permission = { kind: 'payee-identity', ...IDENTITY };
const CONTACT: Permission = { kind: 'wallet-contact', walletId: 'wallet' };

/** A world in which calls of the rail are counted, and the payee may want a name. */
function open({ wantsName = false, asksBeforeContact = false } = {}): { world: ModelWorld; calls: Record<'resolve' | 'quote', number> } {
  const world = new ModelWorld();
  const calls = { resolve: 0, quote: 0 };
  world.asksBeforeContact = asksBeforeContact;
  world.wrapRail = (rail): Rail => ({
    ...rail,
    resolve: async (intent, walletId, tools) => {
      calls.resolve += 1;
      const disclosure = { ...IDENTITY, walletId: walletId ?? '' };
      const isAllowed = world.allowed.some((one) => one.walletId === walletId);
      if (wantsName && !isAllowed) throw new IdentityWanted(disclosure);
      return await rail.resolve(intent, walletId, tools);
    },
    quote: async (...given) => {
      calls.quote += 1;
      return await rail.quote(...given);
    },
  });
  world.engine = world.boot();
  return { world, calls };
}

async function asked(world: ModelWorld): Promise<Payment> {
  const { id } = await world.engine.request(INTENT);
  await settle();
  return stored(world, id);
}

function stored(world: ModelWorld, id: string): Payment {
  const payment = world.rows.get(id);
  if (!payment) throw new Error('no such payment');
  return payment;
}

describe("a payee's server that wants a name", () => {
  test('gets none before a press, and the payment goes on after it', async () => {
    const { world, calls } = open({ wantsName: true });
    const payment = await asked(world);
    expect(payment).toMatchObject({ state: 'asked', awaits: WHO, walletId: 'wallet' });
    expect(world.allowed).toEqual([]);
    await world.engine.permit(payment.id, WHO);
    await settle();
    expect(world.allowed).toEqual([IDENTITY]);
    const after = stored(world, payment.id);
    expect(after.state).toBe('quoted');
    expect(after.awaits).toBeUndefined();
    expect(calls.resolve).toBe(2);
  });

  test.each<[string, Permission]>([
    ['for another server', { ...WHO, server: 'https://auth.evil.example/' }],
    ['for another payee', { ...WHO, payee: 'https://evil.example/*' }],
    ['for another wallet', { ...WHO, walletId: 'other' }],
    ['of another kind', CONTACT],
  ])('a press %s does not count', async (_name, permission) => {
    const { world } = open({ wantsName: true });
    const { id } = await asked(world);
    await world.engine.permit(id, permission);
    await settle();
    expect(stored(world, id)).toMatchObject({ state: 'asked', awaits: WHO });
    expect(world.allowed).toEqual([]);
  });

  test('is not asked again by a worker that wakes, until the press', async () => {
    const { world, calls } = open({ wantsName: true });
    const { id } = await asked(world);
    for (let life = 0; life < 3; life += 1) {
      world.kill();
      await world.wake();
      await world.engine.resumeAll();
      await settle();
    }
    expect(calls.resolve).toBe(1);
    // The page comes back and attaches.
    expect((await world.engine.request(INTENT)).id).toBe(id);
    expect(stored(world, id)).toMatchObject({ state: 'asked', awaits: WHO });
    await world.engine.permit(id, WHO);
    await settle();
    expect(stored(world, id).state).toBe('quoted');
  });

  test('a worker that dies between the press and its write asks again at most', async () => {
    let kills = 0;
    for (let at = 0; at < 40; at += 1) {
      const { world } = open({ wantsName: true });
      const { id } = await asked(world);
      world.killAfter(at);
      void world.engine.permit(id, WHO);
      await settle();
      if (!world.isDead) break;
      kills += 1;
      await world.wake();
      await world.engine.resumeAll();
      await settle();
      const { state, awaits } = stored(world, id);
      expect(awaits ? 'still waits' : state).toMatch(/^still waits$|^quoted$/);
    }
    expect(kills).toBeGreaterThan(3);
  });

  test('another wallet is another name', async () => {
    const { world } = open({ wantsName: true });
    const { id } = await asked(world);
    await world.engine.permit(id, WHO);
    await settle();
    await world.engine.decline(id);
    const { id: second } = await world.engine.request({ ...INTENT, requestId: 'order-2' }, 'other');
    await settle();
    expect(stored(world, second)).toMatchObject({ awaits: { ...WHO, walletId: 'other' } });
  });

  test('choosing another wallet asks for that one', async () => {
    const { world } = open({ wantsName: true });
    const { id } = await asked(world);
    await world.engine.chooseWallet(id, 'other');
    await settle();
    expect(stored(world, id)).toMatchObject({ state: 'asked', awaits: { ...WHO, walletId: 'other' } });
    expect(world.allowed).toEqual([]);
  });

  test('a payment that was cancelled meanwhile stays cancelled', async () => {
    const { world } = open({ wantsName: true });
    const { id } = await asked(world);
    await world.engine.decline(id, new TenderError('consent-denied'));
    await world.engine.permit(id, WHO);
    await settle();
    expect(stored(world, id).state).toBe('declined');
  });
});

describe('where the user wants to be asked before their wallet is contacted', () => {
  test('a new payee: who is paid and how much is known, and the wallet was not asked', async () => {
    const { world, calls } = open({ asksBeforeContact: true });
    const { id, state, payable, awaits } = await asked(world);
    expect({ state, awaits }).toEqual({ state: 'resolved', awaits: CONTACT });
    expect(payable?.due?.value).toBe(1000n);
    expect(calls.quote).toBe(0);
    await world.engine.permit(id, CONTACT);
    await settle();
    expect(stored(world, id).state).toBe('quoted');
    expect(calls).toEqual({ resolve: 1, quote: 1 });
  });

  test('survives the worker, and asks nobody anything while it waits', async () => {
    const { world, calls } = open({ asksBeforeContact: true });
    const { id } = await asked(world);
    world.kill();
    await world.wake();
    await settle();
    expect(stored(world, id)).toMatchObject({ state: 'resolved', awaits: CONTACT });
    expect(calls).toEqual({ resolve: 1, quote: 0 });
  });

  test('another wallet is asked only after another press', async () => {
    const { world, calls } = open({ asksBeforeContact: true });
    const { id } = await asked(world);
    await world.engine.permit(id, CONTACT);
    await settle();
    await world.engine.chooseWallet(id, 'other');
    await settle();
    expect(stored(world, id)).toMatchObject({ state: 'resolved', awaits: { kind: 'wallet-contact', walletId: 'other' } });
    expect(calls.quote).toBe(1);
  });

  test('a payee that was paid at this origin before needs no press, another origin does', async () => {
    const { world } = open({ asksBeforeContact: true });
    const { id } = await asked(world);
    await world.engine.permit(id, CONTACT);
    await world.live();
    expect(stored(world, id).state).toBe('completed');
    const target = 'https://payee.example/incoming-payments/2';
    const next = { ...INTENT, request: { ...INTENT.request, target } };
    const again = await world.engine.request(next);
    await settle();
    expect(stored(world, again.id).state).toBe('quoted');
    await world.engine.decline(again.id);
    const elsewhere = await world.engine.request({ ...next, source: { ...INTENT.source, origin: 'https://other.example' } });
    await settle();
    expect(stored(world, elsewhere.id)).toMatchObject({ state: 'resolved', awaits: CONTACT });
  });
});
