import type { HistoryRow } from '../../messages/history.ts';
import { toDecimal, type WireAmount } from '../../model/amount.ts';
import { divide } from '../../ui/cost.ts';

/** An exact amount for other programs. */
export interface ExportedAmount {
  readonly value: string;
  readonly currency: string;
}

export function exportedAmount({ value, assetCode, assetScale }: WireAmount): ExportedAmount {
  return { value: toDecimal({ value: BigInt(value), assetScale }), currency: assetCode };
}

/** Formats a time in ISO 8601, UTC. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/**
 * The exchange rate: received amount per sent amount, with six significant digits. Undefined within one currency, if an amount is unknown,
 * or if the debit differs from the approved one. The rate includes fees that the wallet does not report.
 */
export function rateOf({ debit, isDebitMost, approved, fee, received, receive }: HistoryRow): string | undefined {
  if (isDebitMost || approved !== undefined) return undefined;
  // The quote has the amount of this payment; the payee's received amount may include other payers'.
  const arrived = receive ?? received;
  if (debit === undefined || arrived === undefined || debit.assetCode === arrived.assetCode) return undefined;
  const sent = BigInt(debit.value) - (fee?.assetScale === debit.assetScale ? BigInt(fee.value) : 0n);
  if (sent <= 0n || BigInt(arrived.value) <= 0n) return undefined;
  return divide(BigInt(arrived.value) * 10n ** BigInt(debit.assetScale), sent * 10n ** BigInt(arrived.assetScale));
}
