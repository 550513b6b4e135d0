import type { HistoryRow } from '../../messages/history.ts';
import type { WireAmount } from '../../model/amount.ts';
import { exportedAmount, isoTime, rateOf } from './record.ts';

/** The payments for other programs: exact decimals as text, times in ISO 8601. Contains only what the receipts show. */
export function toJson(rows: readonly HistoryRow[], exportedAt: number): string {
  const head = { format: 'tender-history', version: 1, exportedAt: isoTime(exportedAt) };
  return `${JSON.stringify({ ...head, payments: rows.map(exported) }, undefined, 2)}\n`;
}

/** `JSON.stringify` omits undefined values, so an unknown fact is an absent field. */
function exported(row: HistoryRow): object {
  const { id, createdAt, endedAt, state, failure, warning, shop, payee, items, total, orderHash, wallet, steps } = row;
  return {
    id,
    askedAt: isoTime(createdAt),
    endedAt: endedAt === undefined ? undefined : isoTime(endedAt),
    state,
    error: failure?.code ?? warning?.code,
    shop,
    payee,
    wallet,
    items,
    total,
    orderSha256: orderHash,
    debit: optional(row.debit),
    debitIsMost: row.isDebitMost,
    approved: optional(row.approved),
    fee: optional(row.fee),
    received: optional(row.received),
    rate: rateOf(row),
    incomingPayment: row.incomingPayment,
    outgoingPayment: row.outgoingPayment,
    signedOrder: row.signedOrder,
    evidence: row.evidence,
    states: steps.map(({ state: name, at, code }) => ({ state: name, at: isoTime(at), error: code })),
  };
}

function optional(amount: WireAmount | undefined): object | undefined {
  return amount && exportedAmount(amount);
}
