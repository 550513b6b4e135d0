import { describe, expect, it } from 'vitest';
import { INTENT, ModelWorld } from '../../../tests/support/model-world.ts';
import { settle } from '../../../tests/support/virtual-clock.ts';
import type { PaidBefore } from './payee-memory.ts';
import { hasWarning, mergePaid, payeeMemoryOf, payeeOf } from './payee-memory.ts';

const SHOP = 'https://shop.example';
const BANK = 'https://happylifebank.example/retailer';
const paid = (facts: Partial<PaidBefore> = {}): PaidBefore => ({ origin: SHOP, payee: BANK, at: 1000, ...facts });

describe('remember', () => {
  it('a first payment', () => {
    expect(payeeMemoryOf(SHOP, BANK, [])).toEqual({ verdict: { kind: 'first' } });
    expect(payeeMemoryOf(SHOP, BANK, [paid({ origin: 'https://orchard.example' })])).toEqual({ verdict: { kind: 'first' } });
  });

  it('a payee that was paid here before: how often and when last', () => {
    const memory = payeeMemoryOf(SHOP, BANK, [paid(), paid({ at: 3000 }), paid({ at: 2000 })]);
    expect(memory).toEqual({ verdict: { kind: 'known', times: 3, lastAt: 3000 } });
    expect(hasWarning(memory)).toBe(false);
  });

  it('the same of a history whose payments to one payee were made one entry', () => {
    const elsewhere = [paid({ payee: 'https://old.example/a', at: 1 }), paid({ origin: 'https://orchard.example', at: 9 })];
    const { origin: _, ...typed } = paid({ at: 7 });
    const all = [paid(), ...elsewhere, typed, paid({ at: 3000 }), paid({ at: 2000 }), ...elsewhere, typed];
    const merged = mergePaid(all);
    expect(merged).toHaveLength(4);
    for (const origin of [SHOP, 'https://orchard.example', undefined]) {
      for (const payee of [BANK, 'https://old.example/a', 'https://new.example/a'])
        expect(payeeMemoryOf(origin, payee, merged)).toEqual(payeeMemoryOf(origin, payee, all));
    }
    expect(mergePaid(merged)).toEqual(merged);
  });

  it('another payee than the last time, at the same host or elsewhere', () => {
    const memory = payeeMemoryOf(SHOP, 'https://happylifebank.example/somebody', [
      paid({ at: 2000 }),
      paid({ payee: 'https://old.example/a' }),
    ]);
    expect(memory.verdict).toEqual({ kind: 'changed', before: BANK, lastAt: 2000 });
    expect(hasWarning(memory)).toBe(true);
  });

  it('a seller that comes back by turns is known', () => {
    const other = paid({ payee: 'https://orchard.example/b', at: 5000 });
    expect(payeeMemoryOf(SHOP, BANK, [paid(), other]).verdict).toEqual({ kind: 'known', times: 1, lastAt: 1000 });
  });

  it('a payee that hides where it was shown before has changed', () => {
    const hidden = payeeOf({ url: 'https://happylifebank.example/incoming-payments/1' });
    expect(payeeMemoryOf(SHOP, hidden, [paid()]).verdict.kind).toBe('changed');
    expect(payeeMemoryOf(SHOP, hidden, [paid({ payee: hidden })]).verdict.kind).toBe('known');
  });

  it('lookalikes, of the shop and of the payee', () => {
    const memory = payeeMemoryOf('https://sh0p.example', 'https://happy1ifebank.example/retailer', [paid()]);
    expect(memory).toEqual({
      verdict: { kind: 'first' },
      shopLike: { why: 'confusable', like: 'shop.example' },
      payeeLike: { why: 'confusable', like: 'happylifebank.example' },
    });
    expect(hasWarning(memory)).toBe(true);
  });
});

describe('an offer', () => {
  const intent = (order: string, target = order) => ({ ...INTENT, requestId: order, request: { ...INTENT.request, target } });

  /** A world that has paid once and waits with another order at the same shop. */
  async function second(): Promise<{ world: ModelWorld; id: string }> {
    const world = new ModelWorld();
    await world.live();
    const { id } = await world.engine.request(intent('https://payee.example/incoming-payments/2'));
    await settle();
    expect(world.rows.get(id)?.state).toBe('quoted');
    return { world, id };
  }

  it('says what was paid before, under its digest', async () => {
    const { world, id } = await second();
    const first = world.payments.find((payment) => payment.id !== id);
    expect(first?.memory).toEqual({ verdict: { kind: 'first' } });
    expect(world.rows.get(id)?.memory?.verdict).toMatchObject({ kind: 'known', times: 1 });
    expect(world.rows.get(id)?.digest).not.toBe(first?.digest);
  });

  it('whose verdict changed meanwhile needs a new approval', async () => {
    const { world, id } = await second();
    const { digest = '' } = world.rows.get(id) ?? {};
    const [first] = world.payments.filter((payment) => payment.id !== id);
    if (!first?.payable) throw new Error('nothing paid');
    const elsewhere = { ...first.payable, payee: { walletAddress: 'https://other.example/a', asset: { code: 'USD', scale: 2 } } };
    world.rows.set(first.id, { ...first, payable: elsewhere });
    await expect(world.engine.approve(id, digest)).rejects.toMatchObject({ code: 'approval-mismatch' });
    const warned = world.rows.get(id);
    expect(warned).toMatchObject({ state: 'quoted', memory: { verdict: { kind: 'changed', before: 'https://other.example/a' } } });
    expect(warned?.digest).not.toBe(digest);

    // The warning itself asks for a second look.
    await expect(world.engine.approve(id, warned?.digest ?? '')).rejects.toMatchObject({ code: 'approval-mismatch' });
    await world.engine.approve(id, warned?.digest ?? '', { warningConfirmed: true });
    expect(world.rows.get(id)?.approval?.digest).toBe(warned?.digest);
  });
});
