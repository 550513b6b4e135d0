import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paid } from '../../../tests/ui/history-states.ts';
import type { HistoryReply, HistoryRow } from '../../messages/history.ts';
import { formatMonth, monthOf, startOfDay } from './dates.ts';
import { EVERYTHING, filterRows, monthsIn, PAID_OR_OPEN, sitesIn } from './filter.ts';
import { parseHistoryReply } from './parse-reply.ts';
import { applyReply, NOTHING } from './rows.ts';
import { totalsOf, unsettledIn } from './totals.ts';

const rowOf = (number: number, facts: Partial<HistoryRow> = {}): HistoryRow => ({
  ...paid,
  id: `p${String(number).padStart(4, '0')}`,
  createdAt: number,
  revision: 1,
  ...facts,
});
const idsOf = (rows: readonly HistoryRow[]) => rows.map(({ id }) => id);

/** A journal in parts of two. */
function parts(rows: readonly HistoryRow[]): HistoryReply[] {
  const replies: HistoryReply[] = [];
  for (let start = 0; start === 0 || start < rows.length; start += 2) {
    const [behind, last] = [rows[start - 1], rows[start + 1]];
    replies.push({
      type: 'page',
      rows: rows.slice(start, start + 2),
      unreadable: 0,
      ...(behind ? { behind: { createdAt: behind.createdAt, id: behind.id } } : {}),
      ...(last && start + 2 < rows.length ? { next: { createdAt: last.createdAt, id: last.id } } : {}),
    });
  }
  return replies;
}

describe('what the page learns', () => {
  const rows = [9, 8, 7, 6, 5, 4].map((number) => rowOf(number));

  it('is the whole journal once all parts are there, newest first', () => {
    const known = parts(rows).reduce(applyReply, NOTHING);
    expect(idsOf(known.rows)).toEqual(idsOf(rows));
    expect(known).not.toHaveProperty('next');
  });

  it('is what the journal holds now, when it is read again from the beginning', () => {
    const before = parts(rows).reduce(applyReply, NOTHING);
    const now = [rowOf(10), ...rows.filter(({ createdAt }) => createdAt !== 7 && createdAt !== 4)];
    const [first, ...others] = parts(now);
    const between = applyReply(before, first ?? { type: 'deleted', paymentIds: [] });
    expect(between.rows.length).toBeGreaterThan(2);
    expect(idsOf(others.reduce(applyReply, between).rows)).toEqual(idsOf(now));
  });

  it('keeps the later of two rows of a payment, whichever came first', () => {
    const late: HistoryReply = { type: 'changed', row: rowOf(8, { revision: 3, state: 'failed' }) };
    const early: HistoryReply = { type: 'changed', row: rowOf(8, { revision: 2 }) };
    const known = [...parts(rows), late, early].reduce(applyReply, NOTHING);
    expect(known.rows.find(({ createdAt }) => createdAt === 8)?.state).toBe('failed');
    expect(idsOf(known.rows)).toEqual(idsOf(rows));
  });

  it('puts a new payment in its place, and drops a deleted one', () => {
    const replies: HistoryReply[] = [
      ...parts(rows),
      { type: 'changed', row: rowOf(11) },
      { type: 'deleted', paymentIds: ['p0006', 'p0001'] },
    ];
    const known = replies.reduce(applyReply, NOTHING);
    expect(idsOf(known.rows)).toEqual(['p0011', 'p0009', 'p0008', 'p0007', 'p0005', 'p0004']);
    expect(known.deleted).toBe(2);
  });
});

describe('the filter', () => {
  const cafe = rowOf(1, { shop: { host: 'cafe.example' }, payee: { name: 'Café Zoë', host: 'bank.example', verified: true } });
  const shoes = rowOf(2);

  it('finds words in the shop, the payee and the items, whatever their case and accents', () => {
    const found = (search: string) => idsOf(filterRows([shoes, cafe], { ...EVERYTHING, search }));
    expect(found('')).toEqual(['p0002', 'p0001']);
    expect(found('  CAFE   zoe ')).toEqual(['p0001']);
    expect(found('happy shoes')).toEqual(['p0002']);
    expect(found('zoe happy')).toEqual([]);
  });

  it('opens on what was paid or is open, and on the one that the address asks for', () => {
    const states: readonly Partial<HistoryRow>[] = [
      { state: 'completed' },
      { state: 'declined' },
      { state: 'expired' },
      { state: 'failed', failure: { code: 'timeout', params: {} } },
      { state: 'failed', failure: { code: 'paid-in-part', params: {} } },
      { state: 'unsure' },
      { state: 'quoted' },
    ];
    const rows = states.map((state, index) => rowOf(index, state));
    expect(idsOf(filterRows(rows, PAID_OR_OPEN))).toEqual(['p0000', 'p0004', 'p0005', 'p0006']);
    expect(idsOf(filterRows(rows, PAID_OR_OPEN, 'p0003'))).toEqual(['p0000', 'p0003', 'p0004', 'p0005', 'p0006']);
    expect(filterRows(rows, EVERYTHING)).toEqual(rows);
  });

  it('takes one month and one shop', () => {
    const november = rowOf(3, { createdAt: new Date(2026, 10, 30, 23, 59).getTime() });
    const rows = [november, cafe];
    expect(monthsIn(rows)[0]).toBe('2026-11');
    expect(sitesIn(rows)).toEqual(['cafe.example', 'shop.example']);
    expect(filterRows(rows, { ...EVERYTHING, month: '2026-11' })).toEqual([november]);
    expect(filterRows(rows, { ...EVERYTHING, site: 'cafe.example' })).toEqual([cafe]);
  });
});

describe('the totals', () => {
  it('are exact for any number of payments, also where wallets count in different units', () => {
    const amount = fc.record({ value: fc.bigInt(0n, 2n ** 64n - 1n), assetScale: fc.integer({ min: 0, max: 18 }) });
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1 }), (amounts) => {
        const rows = amounts.map(({ value, assetScale }, index) =>
          rowOf(index, { debit: { value: value.toString(), assetScale, assetCode: 'USD' } }),
        );
        const [total] = totalsOf(rows);
        const inAtoms = amounts.reduce((sum, { value, assetScale }) => sum + value * 10n ** BigInt(18 - assetScale), 0n);
        expect(total && BigInt(total.paid.value) * 10n ** BigInt(18 - total.paid.assetScale)).toBe(inAtoms);
        expect(total?.count).toBe(rows.length);
      }),
    );
  });

  it('count only what was paid, each currency for itself, and say what is left out', () => {
    const euro = { value: '100', assetCode: 'EUR', assetScale: 2 };
    const { fee: _, ...feeless } = rowOf(2, { debit: euro });
    const rows = [
      rowOf(1),
      feeless,
      rowOf(3, { state: 'declined' }),
      rowOf(4, { state: 'unsure' }),
      rowOf(5, { state: 'failed', failure: { code: 'paid-in-part', params: {} } }),
      rowOf(6, { state: 'failed', failure: { code: 'timeout', params: {} } }),
    ];
    expect(totalsOf(rows)).toEqual([
      { paid: euro, count: 1 },
      { paid: { value: '8080', assetCode: 'USD', assetScale: 2 }, fees: { value: '80', assetCode: 'USD', assetScale: 2 }, count: 1 },
    ]);
    expect(unsettledIn(rows)).toBe(2);
    expect(totalsOf([])).toEqual([]);
  });
});

describe('days and months', () => {
  it('are those where the user is', () => {
    expect(monthOf(new Date(2026, 0, 1).getTime())).toBe('2026-01');
    expect(formatMonth('2026-01')).toBe('January 2026');
    expect(startOfDay('2026-11-01')).toBe(new Date(2026, 10, 1).getTime());
    for (const wrong of ['', '1.11.2026', 'soon']) expect(startOfDay(wrong)).toBeUndefined();
  });
});

describe('a word from the worker', () => {
  it('is heard when it has the shape of one, and nothing else is', () => {
    const words: HistoryReply[] = [...parts([rowOf(1)]), { type: 'changed', row: rowOf(1) }, { type: 'report', paymentId: 'p', text: '' }];
    for (const word of words) expect(parseHistoryReply(word)).toBe(word);
    for (const other of [null, 'page', { type: 'page', rows: [{}] }, { wallets: [], orderWaits: false }, { type: 'deleted' }]) {
      expect(parseHistoryReply(other)).toBeUndefined();
    }
    fc.assert(fc.property(fc.anything(), (anything) => void parseHistoryReply(anything)));
  });
});
