import type { HistoryRow } from '../../messages/history.ts';
import type { WireAmount } from '../../model/amount.ts';

/** The exact amount that the user's wallets paid in one currency. */
export interface Total {
  readonly paid: WireAmount;
  /** The part of it that wallets reported as fees; absent if there is none. */
  readonly fees?: WireAmount;
  readonly count: number;
}

/** Sums of the completed payments by currency, in the finest scale of their wallets. */
export function totalsOf(rows: readonly HistoryRow[]): readonly Total[] {
  const paid = rows.filter(({ state, debit }) => state === 'completed' && debit !== undefined);
  const codes = [...new Set(paid.map(({ debit }) => debit?.assetCode ?? ''))].toSorted();
  return codes.map((code) => totalIn(paid.filter(({ debit }) => debit?.assetCode === code)));
}

function totalIn(rows: readonly HistoryRow[]): Total {
  const debits = rows.flatMap(({ debit }) => debit ?? []);
  const fees = rows.flatMap(({ debit, fee }) => (fee?.assetCode === debit?.assetCode ? (fee ?? []) : []));
  return { paid: sum(debits), count: rows.length, ...(fees.length > 0 ? { fees: sum(fees) } : {}) };
}

function sum(amounts: readonly WireAmount[]): WireAmount {
  const assetScale = Math.max(...amounts.map((amount) => amount.assetScale));
  const value = amounts.reduce((total, amount) => total + BigInt(amount.value) * 10n ** BigInt(assetScale - amount.assetScale), 0n);
  return { value: value.toString(), assetCode: amounts[0]?.assetCode ?? '', assetScale };
}

/** Number of payments whose money may have moved or moved partially. The totals do not include them. */
export function unsettledIn(rows: readonly HistoryRow[]): number {
  return rows.filter(
    ({ state, failure }) =>
      state === 'submitting' || state === 'sending' || state === 'unsure' || (state === 'failed' && failure?.code === 'paid-in-part'),
  ).length;
}
