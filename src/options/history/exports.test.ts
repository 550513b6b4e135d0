import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paid, proven } from '../../../tests/ui/history-states.ts';
import type { HistoryRow } from '../../messages/history.ts';
import { csvCell, toCsv } from './csv.ts';
import { toJson } from './json.ts';
import { rateOf } from './record.ts';

/** RFC 4180, read to the letter: quotes where there are any, CR LF at each end of line. */
function readCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  const cell = /"((?:[^"]|"")*)"(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error(`not RFC 4180 at ${cell.lastIndex}`);
    lines.at(-1)?.push((match[1] ?? '').replaceAll('""', '"'));
    if (match[2] !== ',') lines.push([]);
  }
  return lines.slice(0, -1);
}

/** The CSV of rows as one record each. */
function records(rows: readonly HistoryRow[]): Record<string, string>[] {
  const [names = [], ...lines] = readCsv(toCsv(rows));
  return lines.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])));
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '"', '""', ',', 'a\r\nb', "'", ''),
  fc.tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r'), fc.string()).map((parts) => parts.join('')),
);

describe('a CSV cell', () => {
  it('comes back as it was, with an apostrophe only before what would run', () => {
    fc.assert(
      fc.property(text, (content) => {
        const [[cell] = []] = readCsv(`${csvCell(content)}\r\n`);
        expect(cell === content || cell === `'${content}`).toBe(true);
        expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        if (/^[\p{L}\p{N} ]/u.test(content)) expect(cell).toBe(content);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the CSV', () => {
  it('has the same cells in every line, whatever strangers called themselves', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text), { maxLength: 6 }), (names) => {
        const rows = names.map(([name, label, host]) => ({
          ...paid,
          payee: { name, host, verified: true },
          items: [{ label, amount: { currency: 'MXN', value: '1.00' }, pending: false }],
        }));
        const lines = readCsv(toCsv(rows));
        expect(lines).toHaveLength(rows.length + 1);
        expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
        expect(lines.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
      }),
    );
  });

  it('keeps every digit of every amount', () => {
    const amount = fc.record({ value: fc.bigInt(0n, 2n ** 64n - 1n), assetScale: fc.integer({ min: 0, max: 30 }) });
    fc.assert(
      fc.property(amount, ({ value, assetScale }) => {
        const [record] = records([{ ...paid, debit: { value: value.toString(), assetScale, assetCode: 'XTS' } }]);
        const [whole = '', fraction = ''] = (record?.['debit'] ?? '').split('.');
        expect(fraction).toHaveLength(assetScale);
        expect(BigInt(whole + fraction)).toBe(value);
      }),
    );
  });

  it('says what the receipt says', () => {
    expect(records([paid])).toEqual([
      {
        payment: paid.id,
        asked_at: '2026-11-21T12:00:00.000Z',
        ended_at: '2026-11-21T12:00:09.400Z',
        state: 'completed',
        error: '',
        shop: 'shop.example',
        brought: '',
        shop_inside: '',
        payee: 'Happy Life Bank',
        payee_host: 'happylifebank.example',
        payee_wallet_address: 'https://happylifebank.example/shoes',
        items: 'Running shoes × 1: 1400.00 MXN',
        total: '1400.00',
        total_currency: 'MXN',
        wallet: 'https://cloudnine.example/anna',
        debit: '80.80',
        debit_currency: 'USD',
        debit_is_most: '',
        approved: '',
        approved_currency: '',
        fee: '0.80',
        fee_currency: 'USD',
        received: '1400.00',
        received_currency: 'MXN',
        rate: '17.50',
        incoming_payment: paid.incomingPayment,
        outgoing_payment: paid.outgoingPayment,
        order_sha256: paid.orderHash,
        merchant: '',
        merchant_id: '',
        merchant_order: '',
        proof: '',
      },
    ]);
  });

  it('says that the wallet took more than was approved, as the JSON does', () => {
    const approved = { value: '8080', assetCode: 'USD', assetScale: 2 };
    const more: HistoryRow = { ...paid, debit: { ...approved, value: '8888' }, approved, warning: { code: 'debited-more', params: {} } };
    const told = { state: 'completed', error: 'debited-more', debit: '88.88', approved: '80.80', approved_currency: 'USD', rate: '' };
    expect(records([more])).toMatchObject([told]);
    const { payments } = JSON.parse(toJson([more], 0)) as { payments: object[] };
    expect(payments).toMatchObject([{ error: 'debited-more', debit: { value: '88.88' }, approved: { value: '80.80', currency: 'USD' } }]);
  });

  it('names the merchant that signed and the proof, which the JSON has in full', () => {
    const told = { merchant: 'Merchant Store', merchant_id: '500', merchant_order: 'ord_abc123', proof: '200/tx_6f1c' };
    expect(records([proven])).toMatchObject([told]);
    expect(JSON.parse(toJson([proven], 0))).toMatchObject({
      payments: [{ signedOrder: proven.signedOrder, evidence: proven.evidence }],
    });
  });

  it('says that a debit is only the most that can have left', () => {
    expect(records([{ ...paid, isDebitMost: true }])).toMatchObject([{ debit: '80.80', debit_is_most: 'yes', rate: '' }]);
    expect(JSON.parse(toJson([{ ...paid, isDebitMost: true }], 0))).toMatchObject({ payments: [{ debitIsMost: true }] });
  });

  it('is a line of names when there is nothing', () => {
    expect(readCsv(toCsv([]))).toHaveLength(1);
  });
});

describe('the JSON', () => {
  it('has exact decimals, ISO times and every state', () => {
    const { payments, ...head } = JSON.parse(toJson([paid], paid.createdAt)) as { payments: Record<string, unknown>[] };
    expect(head).toEqual({ format: 'tender-history', version: 1, exportedAt: '2026-11-21T12:00:00.000Z' });
    expect(payments[0]).toMatchObject({
      debit: { value: '80.80', currency: 'USD' },
      received: { value: '1400.00', currency: 'MXN' },
      fee: { value: '0.80', currency: 'USD' },
      rate: '17.50',
      endedAt: '2026-11-21T12:00:09.400Z',
      orderSha256: paid.orderHash,
    });
    expect(payments[0]?.['states']).toHaveLength(paid.steps.length);
  });
});

describe('the rate', () => {
  it('is there only between two currencies', () => {
    const { received: _, receive: __, ...unpriced } = paid;
    expect(rateOf(unpriced)).toBeUndefined();
    const received = { value: '8000', assetCode: 'USD', assetScale: 2 };
    expect(rateOf({ ...paid, received, receive: received })).toBeUndefined();
    // Others may have paid the payee, too: what the quote promised is what this payment brought.
    expect(rateOf({ ...paid, received: { value: '999900', assetCode: 'MXN', assetScale: 2 } })).toBe('17.50');
    const { fee: ___, ...withoutFee } = paid;
    expect(rateOf(withoutFee)).toBe('17.3267');
  });
});
