import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { damagesOf } from '../../tests/support/damage.ts';
import { INTENT, ModelWorld } from '../../tests/support/model-world.ts';
import { randomFrom } from '../../tests/support/random.ts';
import { Engine } from '../engine/engine.ts';
import { JournalWriter } from '../engine/journal-writer.ts';
import type { Allowance } from '../limits/allowance.ts';
import { allowanceScope, DAY, HOUR, siteScope } from '../limits/spending-ledger.ts';
import type { Amount } from '../model/amount.ts';
import { mayHaveMoved } from '../model/counted-payment.ts';
import { DELETED_LIFE } from '../model/deleted-payment.ts';
import { TenderError } from '../model/errors.ts';
import { isReleased } from '../model/journal.ts';
import type { Payment } from '../model/payment.ts';
import { countedDebit } from '../model/receipt.ts';
import type { PaymentState } from '../model/states.ts';
import type { SpendingQuestion } from '../model/spending.ts';
import { buildLedger } from './build-ledger.ts';
import type { Database } from './database.ts';
import { openDatabase } from './database.ts';
import { indexedJournal } from './journal.ts';

const START = Date.UTC(2026, 10, 20);
const SITES = ['https://a.example', 'https://b.example', undefined];
const ALLOWANCES = ['allowance:1', 'allowance:2'];
const ASSETS = [
  ['USD', 2],
  ['USD', 9],
  ['EUR', 2],
] as const;

let database: Database;
let count = 0;
beforeEach(async () => {
  database = await openDatabase(`ledger ${count++}`);
});

const usd = (value: bigint): Amount => ({ value, assetCode: 'USD', assetScale: 2 });

function approved(id: string, debit: Amount, at: number, facts: Partial<Payment> = {}): Payment {
  return {
    id,
    key: id,
    revision: 0,
    state: 'completed',
    history: [],
    intent: { ...INTENT, requestId: id, request: { ...INTENT.request, target: `https://payee.example/${id}` } },
    createdAt: at,
    quote: { id: 'q', walletId: 'w', debit, receive: debit, expiresAt: at },
    approval: { digest: 'd', at },
    ...facts,
  };
}

/** More than any limit. */
const REFUSED = usd(2n ** 64n);

const atSite = (since: number): SpendingQuestion => ({ scopes: [siteScope(INTENT.source.origin)], since });

async function ask(question: SpendingQuestion): Promise<readonly Amount[]> {
  return (await indexedJournal(database).spent([question]))(question);
}

/** One step of a history of payments. Times are milliseconds since `START`. */
type Step =
  | { readonly kind: 'create'; readonly site: number; readonly asset: number; readonly debit: bigint }
  | { readonly kind: 'approve'; readonly which: number; readonly at: number; readonly allowance: number }
  | { readonly kind: 'fall-back'; readonly which: number }
  | { readonly kind: 'end'; readonly which: number; readonly state: PaymentState; readonly inPart: boolean }
  | { readonly kind: 'debit'; readonly which: number; readonly more: bigint }
  | { readonly kind: 'delete'; readonly which: number; readonly at: number };

const which = fc.nat(9);
/** Any moment of four days, or the very beginning of an hour. */
const time = fc.oneof(
  fc.nat(4 * DAY),
  fc.nat(96).map((hour) => hour * HOUR),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), site: fc.nat(2), asset: fc.nat(2), debit: fc.bigInt(1n, 2n ** 64n - 1n) }),
  fc.record({ kind: fc.constant('approve' as const), which, at: time, allowance: fc.nat(2) }),
  fc.record({ kind: fc.constant('approve' as const), which, at: time, allowance: fc.nat(2) }),
  fc.record({ kind: fc.constant('fall-back' as const), which }),
  fc.record({
    kind: fc.constant('end' as const),
    which,
    state: fc.constantFrom<PaymentState>('completed', 'completed', 'failed', 'declined', 'expired', 'unsure'),
    inPart: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('debit' as const), which, more: fc.bigInt(-5n, 1000n) }),
  fc.record({
    kind: fc.constant('delete' as const),
    which,
    at: fc.oneof(
      time,
      time.map((at) => at + DELETED_LIFE),
    ),
  }),
);

/** All payments ever written, as a list that limits could read from end to end. */
class Naive {
  readonly payments: Payment[] = [];
  readonly deletedAt = new Map<string, number>();

  spent({ scopes, since }: SpendingQuestion): readonly Amount[] {
    const sums = new Map<string, Amount>();
    for (const payment of this.payments) {
      const debit = countedDebit(payment);
      const { approval, allowanceId, intent } = payment;
      if (!debit || !approval || approval.at < since || !mayHaveMoved(payment)) continue;
      if (!scopes.includes(`site ${intent.source.origin ?? ''}`) && !scopes.includes(`under ${allowanceId}`)) continue;
      const key = `${debit.assetCode} ${debit.assetScale}`;
      sums.set(key, { ...debit, value: debit.value + (sums.get(key)?.value ?? 0n) });
    }
    return [...sums.values()].toSorted(byAsset);
  }

  delete(ids: readonly string[], at: number): void {
    for (const [id, deletedAt] of this.deletedAt) {
      if (deletedAt < at - DELETED_LIFE) this.#forget(id);
    }
    for (const id of ids) this.deletedAt.set(id, at);
  }

  #forget(id: string): void {
    this.deletedAt.delete(id);
    this.payments.splice(
      this.payments.findIndex((payment) => payment.id === id),
      1,
    );
  }
}

const byAsset = (a: Amount, b: Amount) => a.assetCode.localeCompare(b.assetCode) || a.assetScale - b.assetScale;

/** What a step makes of a payment. */
function after(payment: Payment, step: Exclude<Step, { kind: 'create' | 'delete' }>): Payment {
  const next = { ...payment, revision: payment.revision + 1 };
  switch (step.kind) {
    case 'approve': {
      const allowanceId = ALLOWANCES[step.allowance];
      return {
        ...next,
        state: 'submitting',
        approval: { digest: 'd', at: START + step.at },
        ...(allowanceId === undefined ? {} : { allowanceId }),
      };
    }
    case 'fall-back': {
      const { allowanceId: _, ...alone } = next;
      return alone;
    }
    case 'end':
      return { ...next, state: step.state, failure: { code: step.inPart ? 'paid-in-part' : 'refused', params: {} } };
    case 'debit': {
      const debit = payment.quote?.debit ?? usd(0n);
      return { ...next, receipt: { received: debit, debit: { ...debit, value: debit.value + step.more }, at: START } };
    }
  }
}

async function play(steps: readonly Step[]): Promise<Naive> {
  const journal = indexedJournal(database);
  const naive = new Naive();
  for (const step of steps) {
    if (step.kind === 'create') {
      const origin = SITES[step.site];
      const [assetCode, assetScale] = ASSETS[step.asset] ?? ASSETS[0];
      const { approval: _, ...fresh } = approved(
        `payment ${naive.payments.length} ${count++}`,
        { value: step.debit, assetCode, assetScale },
        START,
      );
      const source = origin === undefined ? ({ kind: 'user', via: 'typed' } as const) : { ...INTENT.source, origin };
      const payment: Payment = { ...fresh, state: 'quoted', intent: { ...fresh.intent, source } };
      naive.payments.push(await journal.insert(payment));
      continue;
    }
    const payment = naive.payments[step.which];
    if (!payment || naive.deletedAt.has(payment.id)) continue;
    if (step.kind === 'delete') {
      const at = START + step.at;
      const gone = await journal.delete([payment.id], at);
      expect(gone).toEqual(isReleased(payment) ? [payment.id] : []);
      naive.delete(gone, at);
    } else {
      const next = after(payment, step);
      await journal.replace(next);
      naive.payments[step.which] = next;
    }
  }
  return naive;
}

function questionsAbout({ payments }: Naive): SpendingQuestion[] {
  const times = payments.flatMap(({ approval }) => (approval ? [approval.at, approval.at + 1, Math.floor(approval.at / HOUR) * HOUR] : []));
  const scopes = [
    ...SITES.map((site) => [siteScope(site)]),
    ...ALLOWANCES.map((id) => [allowanceScope(id)]),
    ALLOWANCES.map(allowanceScope),
  ];
  return [0, START, START + 2 * DAY, START + 2 * DAY + 1_800_000, ...times].flatMap((since) =>
    scopes.map((list) => ({ scopes: list, since })),
  );
}

describe('the spending ledger', () => {
  it('property: says what all payments ever written add up to', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        database = await openDatabase(`ledger ${count++}`);
        const naive = await play(steps);
        const questions = questionsAbout(naive);
        const answers = await indexedJournal(database).spent(questions);
        for (const question of questions)
          expect(answers(question).toSorted(byAsset), JSON.stringify(question)).toEqual(naive.spent(question));
        database.close();
      }),
      { numRuns: 150 },
    );
  });

  it('property: is the same when it is built from the payments', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        database = await openDatabase(`ledger ${count++}`);
        await play(steps.filter(({ kind }) => kind !== 'delete'));
        const built = { ledgerEntries: new Map<string, unknown>(), ledgerSums: new Map<string, unknown>() };
        const target = (rows: Map<string, unknown>, key: (row: object) => unknown[]) => ({
          put: (row: unknown) => Promise.resolve(rows.set(JSON.stringify(key(Object(row) as object)), row)),
        });
        await buildLedger({
          ...sourcesOf(database),
          ledgerEntries: target(built.ledgerEntries, (row) => [Reflect.get(row, 'id')]),
          ledgerSums: target(built.ledgerSums, (row) => [Reflect.get(row, 'scope'), Reflect.get(row, 'span'), Reflect.get(row, 'start')]),
        });
        for (const name of ['ledgerEntries', 'ledgerSums'] as const) {
          const rows = (await database.getAll(name)).map(plain);
          expect([...built[name].values()].map(plain).toSorted()).toEqual(rows.toSorted());
        }
        database.close();
      }),
      { numRuns: 50 },
    );
  });

  it('gives nothing back when the history is deleted', async () => {
    const journal = indexedJournal(database);
    const under = { scopes: [allowanceScope('allowance:1')], since: START };
    await journal.insert(approved('1', usd(500n), START + 1, { allowanceId: 'allowance:1' }));
    await journal.insert(approved('2', usd(70n), START + 1, { state: 'failed', failure: { code: 'paid-in-part', params: {} } }));
    expect(await journal.delete(['1', '2'], START + DAY)).toEqual(['1', '2']);
    expect(await database.getAll('payments')).toEqual([]);
    expect([await ask(atSite(START)), await ask(atSite(START + 1)), await ask(under)]).toEqual([[usd(570n)], [usd(570n)], [usd(500n)]]);
  });

  it.each(['insert', 'replace', 'delete'] as const)('and the rows are both written by %s, or neither is', async (kind) => {
    const journal = indexedJournal(database);
    const payment = approved('1', usd(500n), START, { allowanceId: 'allowance:1' });
    const { approval: _, ...unapproved } = payment;
    if (kind === 'replace') await journal.insert(unapproved);
    if (kind === 'delete') await journal.insert(payment);
    const all = async () => [
      await database.getAll('payments'),
      await database.getAll('deletedPayments'),
      await database.getAll('ledgerSums'),
    ];
    const before = await all();
    const native = { put: IDBObjectStore.prototype.put, delete: IDBObjectStore.prototype.delete };
    let failures = 0;
    for (let failAt = 0; ; failAt += 1) {
      let writes = 0;
      const failing = <Given extends unknown[], Result>(method: (this: IDBObjectStore, ...given: Given) => Result) =>
        function (this: IDBObjectStore, ...given: Given): Result {
          if (writes++ === failAt) throw new DOMException('The disk is full', 'QuotaExceededError');
          return method.apply(this, given);
        };
      vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(failing(native.put));
      vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(failing(native.delete));
      const writing = {
        insert: () => journal.insert(payment),
        replace: () => journal.replace({ ...payment, revision: 1 }),
        delete: () => journal.delete(['1'], START),
      }[kind]();
      const outcome: unknown = await writing.catch((error: unknown) => error);
      vi.restoreAllMocks();
      if (!(outcome instanceof TenderError)) break;
      failures += 1;
      expect(await all()).toEqual(before);
    }
    expect(failures).toBeGreaterThan(1);
    expect(await ask(atSite(START))).toEqual([usd(500n)]);
  });

  it('counts on what a payment counted whose row is spoilt', async () => {
    await indexedJournal(database).insert(approved('1', usd(500n), START));
    await database.put('payments', { id: '1', state: 'nonsense', createdAt: START });
    expect(await ask(atSite(START))).toEqual([usd(500n)]);
  });

  it('refuses a question that a row is about which cannot be read, and no other', async () => {
    const at = START + 2 * HOUR + 5;
    await indexedJournal(database).insert(approved('1', usd(500n), at));
    const [entry]: unknown[] = await database.getAll('ledgerEntries');
    const [hour, day]: unknown[] = await database.getAll('ledgerSums');
    const rows = [
      { store: 'ledgerEntries', row: entry, part: 'debit', since: at },
      { store: 'ledgerSums', row: hour, part: 'sums', since: START + 2 * HOUR },
      { store: 'ledgerSums', row: day, part: 'sums', since: START },
    ] as const;
    for (const { store, row, part, since } of rows) {
      expect(await ask(atSite(since))).toEqual([usd(500n)]);
      await database.put(store, { ...Object(row), [part]: 'spoilt' });
      await expect(ask(atSite(since)), `${store} ${part}`).rejects.toMatchObject({ code: 'storage-failed' });
      expect(await ask(atSite(START + DAY))).toEqual([]);
      expect(await ask({ scopes: [siteScope('https://other.example')], since })).toEqual([]);
      await database.put(store, row);
    }
  });

  it('counts too much, or refuses, rather than too little after an entry that is spoilt; payments are written all the same', async () => {
    const journal = indexedJournal(database);
    const payment = approved('1', usd(500n), START, { state: 'sending' });
    await journal.insert(payment);
    const [row]: unknown[] = await database.getAll('ledgerEntries');
    const damages = damagesOf({ ...Object(row), keys: undefined }, randomFrom(7), 'id').filter(({ kind }) => kind !== 'flipped');
    expect(damages.length).toBeGreaterThan(3);
    let revision = 0;
    for (const { name, row: spoilt } of damages) {
      await database.put('ledgerEntries', { ...Object(spoilt), keys: Reflect.get(Object(row), 'keys') as unknown });
      revision += 1;
      await journal.replace({ ...payment, revision, receipt: { received: usd(1n), debit: usd(500n + BigInt(revision)), at: START } });
      const [spent] = await ask(atSite(START)).catch(() => [REFUSED]);
      expect((spent?.value ?? 0n) >= 500n + BigInt(revision), name).toBe(true);
    }
  });

  it('holds approvals that come at once within a limit and an allowance together, on a real database', async () => {
    const world = new ModelWorld();
    const journal = indexedJournal(database);
    const allowance: Allowance = {
      id: 'allowance:1',
      walletId: 'wallet',
      state: 'active',
      limit: usd(5_100n),
      period: 'month',
      granted: usd(5_100n),
      askedAt: world.clock.now(),
    };
    world.allowance = allowance;
    world.ownCaps = { USD: { perSiteDay: usd(12_200n) } };
    const engine = new Engine({ ...world.context, journalWriter: new JournalWriter(journal, world.clock, () => undefined) });
    const orders = Array.from({ length: 20 }, (_, index) => `https://payee.example/incoming-payments/${index}`);
    for (const target of orders) void engine.request({ ...INTENT, request: { ...INTENT.request, target } });
    const quoted = async () => (await journal.since(0)).filter(({ state }) => state === 'quoted');
    await expect.poll(async () => (await quoted()).length, { timeout: 60_000 }).toBe(orders.length);
    const answers = await Promise.allSettled((await quoted()).map(({ id, digest = '' }) => engine.approve(id, digest)));
    // 10.10 each: five under the allowance of 51.00, and twelve in all within the day's 122.00.
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(12);
    expect(await ask({ scopes: [allowanceScope('allowance:1')], since: 0 })).toEqual([usd(5_050n)]);
    expect(await ask(atSite(0))).toEqual([usd(12_120n)]);
  });
});

function sourcesOf(database: Database) {
  const source = (name: 'payments' | 'deletedPayments') => ({
    getAllKeys: (range: IDBKeyRange | null, size: number) => database.getAllKeys(name, range, size),
    getAll: (range: IDBKeyRange | null, size: number) => database.getAll(name, range, size),
  });
  return { payments: source('payments'), deletedPayments: source('deletedPayments') };
}

/** A row as text, with its sums in one order. */
function plain(row: unknown): string {
  return JSON.stringify(row, (_name, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    return Array.isArray(value) && Reflect.get(Object(value[0]), 'assetCode') !== undefined ? (value as Amount[]).toSorted(byAsset) : value;
  });
}
