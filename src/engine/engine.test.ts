import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../tests/support/model-world.ts';
import { INTENT, ModelWorld } from '../../tests/support/model-world.ts';
import { TenderError } from '../model/errors.ts';
import { countedDebit } from '../model/receipt.ts';
import type { Outcome } from '../model/rail.ts';
import { settle } from '../../tests/support/virtual-clock.ts';

async function quoted(world: ModelWorld): Promise<{ id: string; digest: string }> {
  const { id } = await world.engine.request(INTENT);
  await settle();
  const payment = world.rows.get(id);
  expect(payment?.state).toBe('quoted');
  return { id, digest: payment?.digest ?? '' };
}

describe('a payment on a good day', () => {
  it('goes through every state once, in order, and pays once', async () => {
    const world = new ModelWorld();
    expect(await world.live()).toBeDefined();
    const [payment] = world.payments;
    expect(payment?.history.map(({ state }) => state)).toEqual([
      'asked',
      'resolved',
      'quoted',
      'approved',
      'authorizing',
      'authorized',
      'submitting',
      'sending',
      'completed',
    ]);
    expect(world.wallet.paid).toBe(1);
    expect(payment?.receipt?.received.value).toBe(1000n);
    expect(payment?.rail).toBeUndefined();
  });

  it('attaches a second request for the same thing, in flight and afterwards', async () => {
    const world = new ModelWorld();
    const [first, second] = await Promise.all([world.engine.request(INTENT), world.engine.request({ ...INTENT, requestId: 'other tab' })]);
    expect(second?.id).toBe(first?.id);
    await world.live();
    expect((await world.engine.request(INTENT)).state).toBe('completed');
    expect(world.wallet.paid).toBe(1);
  });
});

describe('an approval', () => {
  it('counts once, however often it is given', async () => {
    const world = new ModelWorld();
    const { id, digest } = await quoted(world);
    await Promise.all([1, 2, 3].map(() => world.engine.approve(id, digest)));
    await world.live();
    expect(world.wallet.paid).toBe(1);
    expect(world.payments).toHaveLength(1);
  });

  it('of another offer is refused', async () => {
    const world = new ModelWorld();
    const { id } = await quoted(world);
    await expect(world.engine.approve(id, '0'.repeat(64))).rejects.toMatchObject({ code: 'approval-mismatch' });
    expect(world.rows.get(id)?.state).toBe('quoted');
  });

  it('of a dearer re-quote needs the new digest, and the sheet can tell both prices', async () => {
    const world = new ModelWorld();
    const { id, digest } = await quoted(world);
    world.wallet.debit = 1111n;
    world.clock.advance();
    await settle();
    const renewed = world.rows.get(id);
    expect(renewed?.quote?.debit.value).toBe(1111n);
    expect(renewed?.debitBefore?.value).toBe(1010n);
    await expect(world.engine.approve(id, digest)).rejects.toMatchObject({ code: 'approval-mismatch' });
  });
});

describe('an order that is paid, nobody knows by whom', () => {
  it('is unsure and says why, whatever was said before; it has no receipt until its wallet says that it paid', async () => {
    const world = new ModelWorld();
    world.wallet.settlesAfter = Number.MAX_SAFE_INTEGER;
    const rail = world.rails.get('model');
    const reconcile = rail?.reconcile;
    let outcome: Outcome | undefined;
    if (rail)
      rail.reconcile = async (payment, tools) =>
        outcome ?? (await reconcile?.call(rail, payment, tools)) ?? Promise.reject(new Error('no rail'));
    const { id, digest } = await quoted(world);
    await world.engine.approve(id, digest);
    await settle();
    void world.engine.consents.returned(id, 'https://finish.example/');
    await settle();
    expect(world.rows.get(id)?.state).toBe('sending');

    outcome = { status: 'unknown', state: {}, code: 'sender-unknown', isPaid: true };
    const pass = async () => {
      world.clock.advance(120_000);
      await settle();
    };
    await pass();
    expect(world.rows.get(id)).toMatchObject({ state: 'unsure', failure: { code: 'sender-unknown' } });
    outcome = { status: 'unknown', state: {}, code: 'unreachable' };
    await pass();
    const { revision } = world.rows.get(id) ?? {};
    expect(world.rows.get(id)).toMatchObject({ state: 'unsure', failure: { code: 'sender-unknown' } });
    outcome = { status: 'unknown', state: {}, code: 'sender-unknown', isPaid: true };
    await pass();
    expect(world.rows.get(id)?.revision).toBe(revision);
    expect(world.rows.get(id)).not.toHaveProperty('receipt');

    outcome = undefined;
    world.wallet.settlesAfter = 0;
    outcome = { status: 'completed', state: {}, received: { value: 1000n, assetCode: 'USD', assetScale: 2 } };
    await pass();
    expect(world.rows.get(id)).toMatchObject({ state: 'completed', receipt: { debit: { value: 1010n } } });
    expect(world.rows.get(id)).not.toHaveProperty('failure');
  });

  it('says so also where it was unsure before', async () => {
    const world = new ModelWorld();
    const { id, digest } = await quoted(world);
    const rail = world.rails.get('model');
    let code: 'answer-lost' | 'sender-unknown' = 'answer-lost';
    if (rail) {
      rail.submit = () => Promise.reject(new TenderError('answer-lost'));
      rail.reconcile = ({ state }) =>
        Promise.resolve({ status: 'unknown', state, code, ...(code === 'sender-unknown' ? { isPaid: true } : {}) });
    }
    await world.engine.approve(id, digest);
    await settle();
    void world.engine.consents.returned(id, 'https://finish.example/');
    await settle();
    expect(world.rows.get(id)).toMatchObject({ state: 'unsure', failure: { code: 'answer-lost' } });
    code = 'sender-unknown';
    world.clock.advance(120_000);
    await settle();
    expect(world.rows.get(id)).toMatchObject({ state: 'unsure', failure: { code: 'sender-unknown' } });
  });
});

describe('a payment that is not made', () => {
  it.each([
    ['consent-denied', 1],
    ['page-gone', 0],
    ['other-method-chosen', 0],
  ] as const)('is cancelled at the payee only where the user declined it: %s', async (code, times) => {
    const world = new ModelWorld();
    let cancelled = 0;
    const rail = world.rails.get('model');
    if (rail) {
      rail.cancel = () => {
        cancelled += 1;
        return cancelled === 1 ? Promise.reject(new TenderError('unreachable')) : Promise.resolve();
      };
    }
    const { id } = await quoted(world);
    await world.engine.decline(id, new TenderError(code));
    await settle();
    expect(cancelled).toBe(times);
    await world.engine.resumeAll();
    await settle();
    expect(cancelled).toBe(2 * times);
    await world.engine.resumeAll();
    await settle();
    expect(cancelled).toBe(2 * times);
    expect(world.rows.get(id)).not.toHaveProperty('rail');
  });
});

describe('an order that was declined, and requested again', () => {
  it('is not cancelled at the payee any more, where that had not worked at once', async () => {
    const world = new ModelWorld();
    const cancelled: string[] = [];
    const rail = world.rails.get('model');
    if (rail) {
      rail.cancel = () => {
        cancelled.push(world.payments.map(({ state }) => state).join());
        return Promise.reject(new TenderError('unreachable'));
      };
    }
    const { id } = await quoted(world);
    await world.engine.decline(id, new TenderError('consent-denied'));
    await settle();
    const again = await quoted(world);
    expect(again.id).not.toBe(id);
    await world.engine.resumeAll();
    await settle();
    expect(cancelled).toEqual(['declined']);
    expect(world.rows.get(id)).not.toHaveProperty('rail');
  });
});

describe('a return from the wallet that a starting worker finds as well', () => {
  it('is finished once', async () => {
    const world = new ModelWorld();
    const rail = world.rails.get('model');
    const { id, digest } = await quoted(world);
    await world.engine.approve(id, digest);
    await settle();
    let finished = 0;
    const finish = rail?.finish.bind(rail);
    if (rail && finish) {
      rail.finish = async (...parts) => {
        finished += 1;
        await Promise.resolve();
        return await finish(...parts);
      };
    }
    void world.engine.consents.returned(id, 'https://finish.example/');
    for (let turn = 0; turn < 40; turn += 1) {
      await Promise.resolve();
      void world.engine.consents.resume(id);
    }
    await settle();
    for (let turn = 0; turn < 5; turn += 1) {
      world.clock.advance(120_000);
      await settle();
    }
    expect(finished).toBe(1);
    expect(world.rows.get(id)).toMatchObject({ state: 'completed' });
  });
});

describe('an order that is paid, and not proven', () => {
  it('is unsure with that, is never sent again, and is completed with the proof on its receipt', async () => {
    const world = new ModelWorld();
    const rail = world.rails.get('model');
    const { id, digest } = await quoted(world);
    const evidence = {
      kind: 'signed-proof',
      format: 'opencharge-0.1',
      statement: '{}',
      signature: 'ab',
      signer: { id: '200', name: 'Gateway', publicKey: 'cd' },
      reference: '200/tx-1',
    } as const;
    let outcome: Outcome = { status: 'unknown', state: {}, code: 'proof-missing', isPaid: true };
    if (rail) rail.reconcile = () => Promise.resolve(outcome);
    await world.engine.approve(id, digest);
    await settle();
    void world.engine.consents.returned(id, 'https://finish.example/');
    await settle();
    const pass = async () => {
      world.clock.advance(120_000);
      await settle();
    };
    await pass();
    expect(world.rows.get(id)).toMatchObject({ state: 'unsure', failure: { code: 'proof-missing' } });
    outcome = { ...outcome, code: 'proof-invalid', params: { what: 'signature' } };
    await pass();
    expect(world.rows.get(id)).toMatchObject({ state: 'unsure', failure: { code: 'proof-invalid', params: { what: 'signature' } } });
    expect((await world.engine.request(INTENT)).id).toBe(id);
    expect(world.rows.get(id)).not.toHaveProperty('receipt');
    const received = { value: 1000n, assetCode: 'USD', assetScale: 2 };
    outcome = { status: 'completed', state: {}, received, evidence: [evidence] };
    await pass();
    expect(world.rows.get(id)).toMatchObject({ state: 'completed', receipt: { received, evidence: [evidence] } });
    expect(world.wallet.paid).toBe(1);
  });
});

describe('a wallet that takes half a minute for a price', () => {
  it('is waited for, and asked so early for the next one that there is a price at any time', async () => {
    const world = new ModelWorld();
    world.wallet.quoteTakes = 30_000;
    const { id } = await world.engine.request(INTENT);
    await settle();
    expect(world.rows.get(id)?.state).toBe('resolved');
    world.clock.advance(30_000);
    await settle();
    const first = world.rows.get(id)?.quote?.id;
    for (let passed = 0; passed < 900_000; passed += 5_000) {
      expect(world.rows.get(id)?.quote?.expiresAt).toBeGreaterThan(world.clock.now());
      world.clock.advance(5_000);
      await settle();
    }
    expect(world.rows.get(id)?.quote?.id).not.toBe(first);
  });

  it('is no longer waited for after a no', async () => {
    const world = new ModelWorld();
    world.wallet.quoteTakes = 30_000;
    const { id } = await world.engine.request(INTENT);
    await settle();
    expect(await world.engine.decline(id)).toBe(true);
    world.clock.advance(30_000);
    await settle();
    expect(world.rows.get(id)?.state).toBe('declined');
  });
});

describe('declining', () => {
  it('before anything was sent ends the payment and moves no money', async () => {
    const world = new ModelWorld();
    const { id } = await quoted(world);
    expect(await world.engine.decline(id)).toBe(true);
    expect(world.rows.get(id)?.state).toBe('declined');
    expect(world.wallet.paid).toBe(0);
  });

  it('while the worker finishes the consent either stops the payment or comes too late, never both', async () => {
    for (let delay = 0; delay < 12; delay++) {
      const world = new ModelWorld();
      const { id, digest } = await quoted(world);
      await world.engine.approve(id, digest);
      await settle();
      const returned = world.engine.consents.returned(id, 'https://finish.example/?x');
      for (let turn = 0; turn < delay; turn++) await Promise.resolve();
      const declined = await world.engine.decline(id);
      await returned;
      await world.goOn();
      expect(world.wallet.paid).toBe(declined ? 0 : 1);
      expect(world.rows.get(id)?.state).toBe(declined ? 'declined' : 'completed');
    }
  });
});

describe('the consent', () => {
  it('returns once: a second return changes nothing', async () => {
    const world = new ModelWorld();
    const { id, digest } = await quoted(world);
    await world.engine.approve(id, digest);
    await settle();
    const [first, second] = await Promise.all([1, 2].map(() => world.engine.consents.returned(id, 'https://finish.example/')));
    expect([first, second].filter(Boolean)).toHaveLength(1);
    await world.live();
    expect(world.wallet.paid).toBe(1);
  });

  it('whose tab is closed ends the payment', async () => {
    const world = new ModelWorld();
    const { id, digest } = await quoted(world);
    await world.engine.approve(id, digest);
    await settle();
    await world.engine.consents.closed(id);
    expect(world.rows.get(id)).toMatchObject({ state: 'failed', failure: { code: 'consent-closed' } });
  });
});

describe('a payment of the same order', () => {
  it('is attached to while its end is not known, also under another id of the page’s', async () => {
    const world = new ModelWorld({ faultAt: () => 'none' });
    const { id, digest } = await quoted(world);
    await world.engine.approve(id, digest);
    await settle();
    await world.engine.consents.returned(id, 'https://finish.example/');
    await settle();
    expect(['submitting', 'sending', 'unsure']).toContain(world.rows.get(id)?.state);
    expect((await world.engine.request({ ...INTENT, requestId: 'after the reload' })).id).toBe(id);
  });

  it('is found again by the document that started it, and by no other', async () => {
    const world = new ModelWorld();
    const { id } = await quoted(world);
    expect((await world.engine.recall(INTENT.requestId, INTENT.source))?.id).toBe(id);
    const others = [
      { documentId: 'another' },
      { origin: 'https://evil.example' },
      { topOrigin: 'https://evil.example' },
      { tabId: 2 },
      { frameId: 1 },
    ];
    for (const other of others) expect(await world.engine.recall(INTENT.requestId, { ...INTENT.source, ...other })).toBeUndefined();
  });

  it('is never recalled by a page whose document has no id', async () => {
    const world = new ModelWorld();
    const source = { ...INTENT.source, documentId: '' };
    await world.engine.request({ ...INTENT, source });
    expect(await world.engine.recall(INTENT.requestId, source)).toBeUndefined();
  });
});

describe('a wallet chosen while the page’s promise is open', () => {
  it('is kept, and priced with the final total', async () => {
    const world = new ModelWorld();
    const { id } = await world.engine.request({ ...INTENT, pending: true, total: { currency: 'USD', value: '1.00' } });
    await world.engine.chooseWallet(id, 'other');
    await settle();
    expect(world.rows.get(id)?.state).toBe('asked');
    await world.engine.revise(id, { total: INTENT.total, items: [] });
    await settle();
    expect(world.rows.get(id)).toMatchObject({ state: 'quoted', walletId: 'other', intent: { pending: false } });
  });
});

describe('a consent page', () => {
  it('does not stay open for ever after the worker has died', async () => {
    const world = new ModelWorld();
    const { id, digest } = await quoted(world);
    await world.engine.approve(id, digest);
    await settle();
    world.kill();
    await world.wake();
    await settle();
    for (let i = 0; i < 30; i++) world.clock.advance(60_000);
    await settle();
    expect(world.rows.get(id)).toMatchObject({ state: 'expired', failure: { code: 'consent-expired' } });
  });
});

describe('a wallet that says "sending" for ever', () => {
  it('is shown as being checked, once', async () => {
    const world = new ModelWorld();
    world.wallet.settlesAfter = Number.POSITIVE_INFINITY;
    await world.live(300);
    expect(world.payments[0]?.state).toBe('unsure');
    expect(world.payments[0]?.history.length).toBeLessThan(12);
  });
});

describe('a wallet that takes no payment while it can be read', () => {
  it('is asked three times and no more, and the payment fails only when its quote is long dead', async () => {
    const world = new ModelWorld();
    world.wallet.isClosed = true;
    expect(await world.live(300)).toBeDefined();
    const [payment] = world.payments;
    expect(payment).toMatchObject({ state: 'failed', failure: { code: 'payment-failed' } });
    expect(payment?.history.filter(({ state }) => state === 'submitting')).toHaveLength(3);
    expect((payment?.history.at(-1)?.at ?? 0) - (payment?.quote?.expiresAt ?? 0)).toBeGreaterThan(120_000);
    expect(world.wallet.paid).toBe(0);
  });
});

/** How many points at which the worker can die a whole purchase has, and how many calls to the wallet. */
async function extent(): Promise<{ points: number; calls: number }> {
  const world = new ModelWorld();
  await world.live();
  return { points: world.points, calls: world.calls };
}

function judge(world: ModelWorld, ended: number | undefined): void {
  expect(ended, 'the payment ends').toBeDefined();
  // Whatever was on the wire has landed or is dead by now.
  world.clock.advance(10 * 60_000);
  const completed = world.payments.filter(({ state }) => state === 'completed').length;
  expect(world.sentUnwritten, 'written before it is sent').toBe(0);
  expect(world.wallet.paid, 'paid at most once').toBeLessThanOrEqual(1);
  expect(completed, 'what was paid is known to be paid, and nothing else').toBe(world.wallet.paid);
}

describe('exactly once', () => {
  it('whatever point the worker dies at', async () => {
    const { points } = await extent();
    expect(points).toBeGreaterThan(40);
    for (let point = 0; point < points; point++) {
      const world = new ModelWorld({ killAt: new Set([point]) });
      judge(world, await world.live());
      expect(world.generation, `killed at ${point}`).toBe(1);
    }
  });

  it('whatever befalls any one call', async () => {
    const { calls } = await extent();
    const faults: readonly Fault[] = ['drop-request', 'drop-reply', 'late', 'duplicate'];
    for (const fault of faults) {
      for (let at = 0; at < calls; at++) {
        const world = new ModelWorld({ faultAt: (call) => (call === at ? fault : 'none') });
        judge(world, await world.live());
      }
    }
  });

  it('over random deaths and faults', async () => {
    const fault = fc.constantFrom<Fault>('none', 'none', 'none', 'drop-request', 'drop-reply', 'late', 'duplicate');
    const schedule = fc.record({ kills: fc.uniqueArray(fc.nat(200), { maxLength: 5 }), faults: fc.array(fault, { maxLength: 40 }) });
    await fc.assert(
      fc.asyncProperty(schedule, async ({ kills, faults }) => {
        const world = new ModelWorld({ killAt: new Set(kills), faultAt: (call) => faults[call] ?? 'none' });
        judge(world, await world.live(1000));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what is missing after a part was paid', () => {
  it('keeps what the wallet debited beyond the approval, for every limit to count', async () => {
    const world = new ModelWorld();
    const rail = world.rails.get('model');
    if (!rail) throw new Error('no rail');
    const { id, digest } = await quoted(world);
    const quote = world.rows.get(id)?.quote;
    if (!quote) throw new Error('not priced');
    const debit = { ...quote.debit, value: quote.debit.value + 7n };
    const excess = { received: { ...quote.receive, value: 1n }, debit };
    rail.submit = ({ state }) => Promise.resolve({ status: 'failed', state, code: 'paid-in-part', excess });
    await world.engine.approve(id, digest);
    await settle();
    void world.engine.consents.returned(id, 'https://finish.example/');
    await settle();
    const payment = world.rows.get(id);
    expect(payment).toMatchObject({ state: 'failed', receipt: { ...excess, isDebitMost: true } });
    expect(payment && countedDebit(payment)).toEqual(debit);
  });

  it('is asked for under the same payable, also after a try that came to nothing', async () => {
    const world = new ModelWorld();
    const rail = world.rails.get('model');
    if (!rail) throw new Error('no rail');
    rail.stateForRest = (_intent, { url }) => ({ rest: url });
    rail.submit = ({ state }) => Promise.resolve({ status: 'failed', state, code: 'paid-in-part' });
    const { id, digest } = await quoted(world);
    await world.engine.approve(id, digest);
    await settle();
    void world.engine.consents.returned(id, 'https://finish.example/');
    await settle();
    expect(world.rows.get(id)).toMatchObject({ state: 'failed', failure: { code: 'paid-in-part' } });
    const begun: unknown[] = [];
    rail.resolve = (_intent, _walletId, { state }) => {
      begun.push(state);
      return Promise.reject(new TenderError('unreachable'));
    };
    world.clock.advance(1_000);
    const second = await world.engine.retry(id);
    await settle();
    await world.engine.retry(second?.id ?? '');
    await settle();
    expect(begun).toEqual([{ rest: INTENT.request.target }, { rest: INTENT.request.target }]);
  });
});
