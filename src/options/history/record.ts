import type { HistoryRow } from '../../messages/history.ts';
import { toDecimal, type WireAmount } from '../../model/amount.ts';
import { divide } from '../../ui/cost.ts';

/** An exact sum as other programs read it. */
export interface ExportedAmount {
  readonly value: string;
  readonly currency: string;
}

export function exportedAmount({ value, assetCode, assetScale }: WireAmount): ExportedAmount {
  return { value: toDecimal({ value: BigInt(value), assetScale }), currency: assetCode };
}

/** A moment in ISO 8601, in UTC. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/**
 * What one unit of the payer's money became, to six significant digits: what arrived for what was sent. Absent within one currency, and
 * where either amount is unknown, or the debit is not what the rate was agreed for. Fees are a part of the rate where the wallet does not prove them.
 */
export function rateOf({ debit, isDebitMost, approved, fee, received, receive }: HistoryRow): string | undefined {
  if (isDebitMost || approved !== undefined) return undefined;
  // The quote says what this payment brought; what the payee received may be others' as well.
  const arrived = receive ?? received;
  if (debit === undefined || arrived === undefined || debit.assetCode === arrived.assetCode) return undefined;
  const sent = BigInt(debit.value) - (fee?.assetScale === debit.assetScale ? BigInt(fee.value) : 0n);
  if (sent <= 0n || BigInt(arrived.value) <= 0n) return undefined;
  return divide(BigInt(arrived.value) * 10n ** BigInt(debit.assetScale), sent * 10n ** BigInt(arrived.assetScale));
}
