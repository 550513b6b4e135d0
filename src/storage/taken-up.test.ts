import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Left, openLeft, readLeft } from '../../tests/support/left-rows.ts';
import { settle } from '../../tests/support/virtual-clock.ts';
import { JournalWriter } from '../engine/journal-writer.ts';
import { Engine } from '../engine/engine.ts';
import { TenderError } from '../model/errors.ts';
import type { Payment } from '../model/payment.ts';
import type { Rail } from '../model/rail.ts';
import { indexedJournal } from './journal.ts';

let left: Left;
beforeAll(async () => {
  left = await readLeft('version-3-before-issue-8');
});

type Call = 'authorize' | 'finish' | 'submit' | 'reconcile' | 'release';

/** A rail that notes what is asked of it, and whose payments have arrived whenever somebody reads. */
function noting(id: string, calls: Call[]): Rail {
  const unasked = () => Promise.reject(new TenderError('unreachable'));
  return {
    id,
    kinds: [],
    payers: [],
    reference: 'incomingPayment',
    parseRequest: () => {
      throw new TenderError('invalid-request');
    },
    keyOf: () => '',
    isReturn: () => false,
    resolve: unasked,
    quote: unasked,
    authorize: ({ state }) => {
      calls.push('authorize');
      return Promise.resolve({ kind: 'interact', url: 'https://wallet.test/consent', state });
    },
    finish: ({ state }) => {
      calls.push('finish');
      return Promise.resolve(state);
    },
    submit: ({ state }) => {
      calls.push('submit');
      return Promise.resolve({ status: 'sending', state });
    },
    reconcile: ({ state, quote }) => {
      calls.push('reconcile');
      return Promise.resolve({ status: 'completed', state, received: quote.receive, sent: quote.debit });
    },
    release: () => {
      calls.push('release');
      return Promise.resolve();
    },
  };
}

let opened = 0;

/** A worker of this build wakes, a moment after that row was written, with nothing else in its journal. */
async function takeUp(row: Payment): Promise<{ readonly calls: readonly Call[]; readonly after: Payment }> {
  opened += 1;
  const database = await openLeft({ ...left, rows: { ...left.rows, payments: [[row.id, row]] } }, `taken up ${opened}`);
  const calls: Call[] = [];
  const journal = indexedJournal(database);
  const now = (row.history.at(-1)?.at ?? row.createdAt) + 1_000;
  const clock = { now: () => now, sleep: () => new Promise<void>(() => undefined) };
  const engine = new Engine({
    journalWriter: new JournalWriter(journal, clock, () => undefined),
    rails: new Map(['open-payments', 'invoice'].map((id) => [id, noting(id, calls)])),
    clock,
    consent: { open: () => Promise.resolve(), isOpen: () => Promise.resolve(false), close: () => Promise.resolve() },
    allowanceOf: () => Promise.resolve(undefined),
    allowanceRefused: () => Promise.resolve(),
    spendingLimits: () => Promise.resolve({}),
    privacy: { asksBeforeContact: () => Promise.resolve(false), allow: () => Promise.resolve() },
    startOfDay: () => Promise.resolve(0),
    defaultWallet: () => Promise.resolve(row.walletId),
  });
  await engine.resumeAll();
  // The database works by timers of its own.
  for (let quiet = 0, seen = -1; quiet < 20; quiet = seen === calls.length ? quiet + 1 : 0) {
    seen = calls.length;
    await settle();
  }
  const after = await journal.get(row.id);
  database.close();
  if (!after) throw new Error('the row is gone');
  return { calls, after };
}

const rowsIn = (state: Payment['state']): Payment[] =>
  (left.rows['payments'] ?? []).map(([, row]) => row as Payment).filter((row) => row.state === state);

describe('a payment that the build before issue 8 left', () => {
  it.each(['submitting', 'sending', 'unsure'] as const)('%s: is read and comes to its end, and nothing is sent again', async (state) => {
    const rows = rowsIn(state).filter(({ leftAt }) => leftAt === undefined);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      const { calls, after } = await takeUp(row);
      expect(calls, row.id).toEqual(['reconcile', 'release']);
      expect(after).toMatchObject({ state: 'completed', receipt: { received: row.quote?.receive } });
      expect(after.rail).toBeUndefined();
    }
  });

  it('whose checking was stopped: stays as it is', async () => {
    for (const row of rowsIn('unsure').filter(({ leftAt }) => leftAt !== undefined)) {
      const { calls, after } = await takeUp(row);
      expect(calls).toEqual([]);
      expect(after.state).toBe('unsure');
    }
  });

  it('authorized: is sent once, with its own quote', async () => {
    for (const row of rowsIn('authorized')) {
      const { calls, after } = await takeUp(row);
      expect(calls).toEqual(['submit', 'reconcile', 'release']);
      expect(after).toMatchObject({ state: 'completed', quote: { id: row.quote?.id } });
    }
  });

  it('at the wallet: back from it goes on, and else the wallet is asked again', async () => {
    for (const row of [...rowsIn('authorizing'), ...rowsIn('approved')]) {
      const { calls } = await takeUp(row);
      expect(calls).toEqual(row.returnUrl === undefined ? ['authorize'] : ['finish', 'submit', 'reconcile', 'release']);
    }
  });

  it.each(['completed', 'declined', 'failed'] as const)('%s: only gives back what it holds', async (state) => {
    for (const row of rowsIn(state)) {
      const { calls, after } = await takeUp(row);
      expect(calls).toEqual(row.rail ? ['release'] : []);
      expect(after.state).toBe(state);
      expect(after.receipt).toEqual(row.receipt);
    }
  });

  it.each(['asked', 'resolved', 'quoted'] as const)('%s: is never sent without a yes', async (state) => {
    for (const row of rowsIn(state)) {
      const { calls } = await takeUp(row);
      expect(calls.filter((call) => call !== 'release')).toEqual([]);
    }
  });
});
