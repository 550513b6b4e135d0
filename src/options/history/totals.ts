import type { HistoryRow } from '../../messages/history.ts';
import type { WireAmount } from '../../model/amount.ts';

/** What left the user's wallets in one currency, exactly. */
export interface Total {
  readonly paid: WireAmount;
  /** The part of it that wallets proved to be fees; absent where none did. */
  readonly fees?: WireAmount;
  readonly count: number;
}

/** Sums of completed payments, by currency. Wallets may count one currency in units of different size; the finest of them is kept. */
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

/** Payments of which money may have left, or a part of it did: no sum can hold them yet. */
export function unsettledIn(rows: readonly HistoryRow[]): number {
  return rows.filter(
    ({ state, failure }) =>
      state === 'submitting' || state === 'sending' || state === 'unsure' || (state === 'failed' && failure?.code === 'paid-in-part'),
  ).length;
}
