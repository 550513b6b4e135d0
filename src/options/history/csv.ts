import type { HistoryRow } from '../../messages/history.ts';
import type { WireAmount } from '../../model/amount.ts';
import { exportedAmount, isoTime, rateOf } from './record.ts';

type Column = readonly [name: string, cell: (row: HistoryRow) => string | undefined];

const value = (amount: WireAmount | undefined) => amount && exportedAmount(amount).value;

const COLUMNS: readonly Column[] = [
  ['payment', ({ id }) => id],
  ['asked_at', ({ createdAt }) => isoTime(createdAt)],
  ['ended_at', ({ endedAt }) => (endedAt === undefined ? undefined : isoTime(endedAt))],
  ['state', ({ state }) => state],
  ['error', ({ failure, warning }) => failure?.code ?? warning?.code],
  ['shop', ({ shop }) => shop?.host],
  ['brought', ({ via }) => via],
  ['shop_inside', ({ shop }) => shop?.frameOf],
  ['payee', ({ payee }) => payee?.name],
  ['payee_host', ({ payee }) => payee?.host],
  ['payee_wallet_address', ({ payee }) => payee?.walletAddress],
  ['items', ({ items }) => items.map(({ label, amount }) => `${label}: ${amount.value} ${amount.currency}`).join('; ')],
  ['total', ({ total }) => total?.value],
  ['total_currency', ({ total }) => total?.currency],
  ['wallet', ({ wallet }) => wallet?.address],
  ['debit', ({ debit }) => value(debit)],
  ['debit_currency', ({ debit }) => debit?.assetCode],
  ['fee', ({ fee }) => value(fee)],
  ['fee_currency', ({ fee }) => fee?.assetCode],
  ['received', ({ received }) => value(received)],
  ['received_currency', ({ received }) => received?.assetCode],
  ['rate', rateOf],
  ['incoming_payment', ({ incomingPayment }) => incomingPayment],
  ['outgoing_payment', ({ outgoingPayment }) => outgoingPayment],
  ['order_sha256', ({ orderHash }) => orderHash],
  // New columns are appended: users' spreadsheets refer to columns by position.
  ['debit_is_most', ({ isDebitMost }) => (isDebitMost ? 'yes' : undefined)],
  ['approved', ({ approved }) => value(approved)],
  ['approved_currency', ({ approved }) => approved?.assetCode],
  ['merchant', ({ signedOrder }) => signedOrder?.merchant.name],
  ['merchant_id', ({ signedOrder }) => signedOrder?.merchant.id],
  ['merchant_order', ({ signedOrder }) => signedOrder?.id],
  ['proof', ({ evidence }) => evidence?.find(({ kind }) => kind === 'signed-proof')?.reference],
];

/** The payments as CSV (RFC 4180) with a header line, quoted cells and CR LF. */
export function toCsv(rows: readonly HistoryRow[]): string {
  const lines = [COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row) ?? ''))];
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

// Spreadsheets evaluate text with these first characters as a formula, some also in full width. Labels and names are untrusted.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Formats one cell. An apostrophe before a possible formula keeps it text; quoting alone does not. */
export function csvCell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
