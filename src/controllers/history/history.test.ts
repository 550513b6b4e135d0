import { describe, expect, it, vi } from 'vitest';
import { INTENT } from '../../../tests/support/model-world.ts';
import { settle } from '../../../tests/support/virtual-clock.ts';
import type { HistoryReply, HistoryRow } from '../../messages/history.ts';
import { isReleased, type JournalPage, type JournalCursor } from '../../model/journal.ts';
import { TenderError } from '../../model/errors.ts';
import { countedDebit } from '../../model/receipt.ts';
import type { Payment } from '../../model/payment.ts';

vi.mock('../../platform/browser.ts', () => ({ browser: {} }));
const { History } = await import('./history.ts');
type HistoryDeps = ConstructorParameters<typeof History>[0];
const { historyRow } = await import('./history-row.ts');
const { reportOf } = await import('./report.ts');
const { sheetView } = await import('../sheet/sheet-view.ts');

const usd = (value: bigint) => ({ value, assetCode: 'USD', assetScale: 2 });
const mxn = (value: bigint) => ({ value, assetCode: 'MXN', assetScale: 2 });

function paymentOf(number: number, facts: Partial<Payment> = {}): Payment {
  const state = facts.state ?? 'completed';
  return {
    id: `p${number}`,
    key: `k${number}`,
    revision: 1,
    state,
    history: [
      { state: 'asked', at: number },
      { state, at: number + 5 },
    ],
    intent: INTENT,
    createdAt: number,
    ...facts,
  };
}

/** A journal of a few rows, a line to it, and what was said over the line. */
function world(payments: Payment[], confirm: HistoryDeps['confirm'] = () => Promise.resolve(undefined)) {
  const said: HistoryReply[] = [];
  const seen: string[] = [];
  const acts: string[] = [];
  let hear: (message: unknown) => void = () => undefined;
  let close: () => void = () => undefined;
  const line = {
    post: (message: unknown) => void said.push(message as HistoryReply),
    listen: (onMessage: typeof hear, onClose: typeof close) => {
      hear = onMessage;
      close = onClose;
    },
  };
  const journal = {
    get: (id: string) => Promise.resolve(payments.find((payment) => payment.id === id)),
    page: (behind: JournalCursor | undefined, size: number): Promise<JournalPage> => {
      const older = payments.filter(({ createdAt }) => !behind || createdAt < behind.createdAt).toReversed();
      const part = older.slice(0, size);
      const last = part.at(-1);
      return Promise.resolve({ payments: part, unreadable: 0, ...(last && older.length > size ? { next: last } : {}) });
    },
    delete: (ids: readonly string[]) => {
      const gone = payments.filter((payment) => ids.includes(payment.id) && isReleased(payment)).map(({ id }) => id);
      payments.splice(0, Infinity, ...payments.filter(({ id }) => !gone.includes(id)));
      return Promise.resolve(gone);
    },
  };
  const note = (act: string) => (id: string) => Promise.resolve(void acts.push(`${act} ${id}`));
  const see = (id: string) => Promise.resolve(void seen.push(id));
  const history = new History({
    journal,
    now: () => 9,
    linked: () => Promise.resolve([]),
    see,
    look: note('look'),
    stopChecking: note('stop'),
    confirm,
    report: ({ id }) => `report of ${id}`,
  });
  history.connect(line as unknown as Parameters<typeof history.connect>[0]);
  return { said, seen, acts, history, rest: settle, ask: (message: unknown) => hear(message), close: () => close() };
}

const idsOf = (reply: HistoryReply | undefined) => (reply?.type === 'page' ? reply.rows.map(({ id }) => id) : undefined);

describe('the history', () => {
  it('sends the newest part at once and the next ones when asked', async () => {
    const { said, ask, rest } = world(Array.from({ length: 450 }, (_, index) => paymentOf(index)));
    await rest();
    expect(idsOf(said[0])?.length).toBe(200);
    expect(idsOf(said[0])?.[0]).toBe('p449');
    ask({ type: 'more', behind: { createdAt: 250, id: 'p250' } });
    await rest();
    expect(idsOf(said[1])?.[0]).toBe('p249');
    expect(said[1]).toMatchObject({ behind: { id: 'p250' }, next: { id: 'p50' } });
    ask({ type: 'more', behind: { createdAt: 50, id: 'p50' } });
    await rest();
    expect(said[2]).not.toHaveProperty('next');
  });

  it('deletes only what is over and released, and lets a sheet go of it first', async () => {
    const { said, seen, ask, rest } = world([paymentOf(1), paymentOf(2, { state: 'unsure' }), paymentOf(3, { seenAt: 9 })]);
    for (const paymentId of ['p1', 'p2', 'p3', 'nobody']) ask({ type: 'delete', paymentId });
    await rest();
    const gone = said.flatMap((reply) => (reply.type === 'deleted' ? reply.paymentIds : []));
    expect(gone.toSorted()).toEqual(['p1', 'p3']);
    expect(seen).toEqual(['p1']);
  });

  it('deletes nothing before the passkey, where there is one, has agreed to exactly that', async () => {
    const asked: [string, unknown][] = [];
    const question = { id: 'AAAA', challenge: 'BBBB' };
    const assertion = { id: 'AAAA', clientData: 'CCCC', authenticatorData: 'DDDD', signature: 'EEEE' };
    const { said, ask, rest } = world([paymentOf(1), paymentOf(2)], (subject, given) => {
      asked.push([subject, given]);
      return given?.signature === 'FFFF' ? Promise.reject(new TenderError('refused')) : Promise.resolve(given ? undefined : question);
    });
    const one = { type: 'delete', paymentId: 'p1' } as const;
    const all = { type: 'delete-before', time: 405 } as const;
    for (const command of [one, all, { ...one, assertion: { ...assertion, signature: 'FFFF' } }]) ask(command);
    await rest();
    expect(said.filter(({ type }) => type === 'deleted')).toEqual([]);
    expect(said).toContainEqual({ type: 'passkey', command: one, question });
    expect(said).toContainEqual({ type: 'passkey', command: all, question });
    expect(said).toContainEqual({ type: 'refused' });
    ask({ ...one, assertion });
    await rest();
    expect(said.at(-1)).toEqual({ type: 'deleted', paymentIds: ['p1'] });
    expect(asked.at(-1)).toEqual([JSON.stringify(one), assertion]);
  });

  it('deletes what ended before a time, in all parts', async () => {
    const { said, ask, rest } = world(Array.from({ length: 450 }, (_, index) => paymentOf(index, index === 7 ? { state: 'sending' } : {})));
    ask({ type: 'delete-before', time: 405 });
    await rest();
    const gone = said.flatMap((reply) => (reply.type === 'deleted' ? reply.paymentIds : []));
    expect(gone).toHaveLength(399);
    expect(gone).not.toContain('p7');
    expect(gone).not.toContain('p400');
  });

  it('sends a payment again when it changes, and its report when asked; a closed line hears nothing', async () => {
    const { said, ask, history, rest, close } = world([paymentOf(1)]);
    ask({ type: 'report', paymentId: 'p1' });
    await history.changed(paymentOf(1, { revision: 2 }));
    await rest();
    expect(said).toContainEqual({ type: 'report', paymentId: 'p1', text: 'report of p1' });
    expect(said).toContainEqual({ type: 'changed', row: expect.objectContaining({ id: 'p1', revision: 2 }) as HistoryRow });
    const before = said.length;
    close();
    await history.changed(paymentOf(1, { revision: 3 }));
    expect(said).toHaveLength(before);
  });

  it('hears nothing of practice', async () => {
    const { said, history, rest } = world([]);
    await rest();
    const before = said.length;
    await history.changed(paymentOf(1, { isPractice: true }));
    expect(said).toHaveLength(before);
  });

  it('shows the others when one row is beyond drawing', async () => {
    const broken = paymentOf(2, { intent: { ...INTENT, source: { ...INTENT.source, origin: 'nonsense' } } });
    const { said, rest } = world([paymentOf(1), broken, paymentOf(3)]);
    await rest();
    expect(idsOf(said[0])).toEqual(['p3', 'p1']);
    expect(said[0]).toMatchObject({ unreadable: 1 });
  });
});

describe('a row', () => {
  const quote = {
    id: 'q',
    walletId: 'https://payer.example/me',
    debit: usd(8080n),
    receive: mxn(140_000n),
    sent: usd(8000n),
    expiresAt: 9,
  };

  it('has both amounts, the fee that the wallet proves, and both references', async () => {
    const payable = { url: 'https://payee.example/incoming-payments/1', received: mxn(0n) };
    const reference = 'https://payer.example/outgoing-payments/1';
    const receipt = { received: mxn(140_000n), debit: usd(8080n), sent: usd(8000n), reference, at: 6 };
    const row = await historyRow(paymentOf(1, { quote, payable, receipt, walletId: quote.walletId }), []);
    expect(row).toMatchObject({
      endedAt: 6,
      debit: { value: '8080' },
      received: { value: '140000' },
      fee: { value: '80', assetCode: 'USD' },
      incomingPayment: payable.url,
      outgoingPayment: reference,
      wallet: { address: 'https://payer.example/me', host: 'payer.example' },
      isDeletable: true,
    });
    expect(structuredClone(JSON.parse(JSON.stringify(row)))).toEqual(row);
  });

  it('of a build that believed the wallet’s 0 has no fee', async () => {
    const receipt = { received: mxn(140_000n), debit: usd(8080n), sent: usd(0n), at: 6 };
    const row = await historyRow(paymentOf(1, { quote, receipt }), []);
    expect(row).toMatchObject({ debit: { value: '8080' } });
    expect(row).not.toHaveProperty('fee');
    expect(sheetView(paymentOf(1, { quote, receipt }), [], { retriable: false })).not.toHaveProperty('receipt.fee');
  });

  it('says that the wallet took more than was approved, with both sums and a code', async () => {
    const receipt = { received: mxn(140_000n), debit: usd(8888n), sent: usd(8000n), at: 6 };
    const payment = paymentOf(1, { quote, receipt });
    const warned = {
      debit: { value: '8888' },
      approved: { value: '8080' },
      warning: { code: 'debited-more', params: { stated: '80.80 USD', actual: '88.88 USD' } },
    };
    expect(await historyRow(payment, [])).toMatchObject(warned);
    expect(sheetView(payment, [], { retriable: false })).toMatchObject({ receipt: warned });
    expect(reportOf(payment, { version: '1', userAgent: 'x', now: 9 })).toContain('Warning: debited-more');
  });

  it('of which only a part arrived says that the wallet took more than was approved, and counts it', async () => {
    const receipt = { received: mxn(70_000n), debit: usd(8888n), isDebitMost: true as const, at: 6 };
    const failure = { code: 'paid-in-part' as const, params: { actual: '700.00 MXN', stated: '1400.00 MXN' } };
    const payment = { ...paymentOf(1, { quote, receipt, failure }), state: 'failed' as const };
    const warned = { debit: { value: '8888' }, isDebitMost: true, approved: { value: '8080' }, warning: { code: 'part-debited-more' } };
    expect(await historyRow(payment, [])).toMatchObject({ ...warned, failure: { code: 'paid-in-part' } });
    expect(sheetView(payment, [], { retriable: false })).toMatchObject({ receipt: warned });
    expect(reportOf(payment, { version: '1', userAgent: 'x', now: 9 })).toContain('Warning: part-debited-more');
    expect(countedDebit(payment)).toEqual(usd(8888n));
  });

  it('says that a debit is only the most that can have left, without a fee', async () => {
    const receipt = { received: mxn(140_000n), debit: usd(8080n), isDebitMost: true as const, sent: usd(8000n), at: 6 };
    const row = await historyRow(paymentOf(1, { quote, receipt }), []);
    expect(row).toMatchObject({ debit: { value: '8080' }, isDebitMost: true });
    expect(row).not.toHaveProperty('fee');
  });

  it('carries nothing of what the rail keeps but the public address of the payment under way', async () => {
    const rail = { grant: { token: { value: 'SECRET' } }, outgoing: 'https://payer.example/outgoing-payments/2' };
    const row = await historyRow(paymentOf(1, { state: 'unsure', rail, quote, returnUrl: 'https://x.example/?SECRET' }), []);
    expect(JSON.stringify(row)).not.toContain('SECRET');
    expect(row).toMatchObject({ outgoingPayment: rail.outgoing, isDeletable: false });
    expect(row).not.toHaveProperty('endedAt');
  });
});
