import type { WireAmount } from '../model/amount.ts';
import { formatAmount, formatNumber } from './money.ts';

/** The cost of a quote: a fee, a rate, or both. Computed with bigint. */
export interface Cost {
  /** In the payer's asset; absent if the quote does not prove one. */
  readonly fee?: string;
  readonly rate?: Rate;
}

export interface Rate {
  /** One unit, e.g. `1 USD`. */
  readonly one: string;
  /** Its exchange value, e.g. `17.50 MXN`. */
  readonly worth: string;
  /** True if the rate includes the fee, because the quote does not give it separately. */
  readonly feesIncluded: boolean;
}

const SIGNIFICANT_DIGITS = 6;
const LEAST_DECIMALS = 2;
const ONE_HUNDREDTH = 100n;

interface QuoteFigures {
  readonly debit: WireAmount;
  readonly receive: WireAmount;
  readonly fee?: WireAmount | undefined;
}

/**
 * Open Payments quotes have only a debit and a received amount. In one currency the difference is the fee. Across currencies the rate is
 * `receive / debit`, fees included, unless the wallet proves its fee: then it is `receive / (debit − fee)`.
 */
export function costOf({ debit, receive, fee }: QuoteFigures): Cost {
  if (debit.assetCode === receive.assetCode) return sameCurrency(debit, receive, fee);
  const sent = BigInt(debit.value) - (fee === undefined ? 0n : atScale(fee, debit.assetScale));
  const rate = rateOf({ ...debit, value: sent.toString() }, receive, fee === undefined);
  return { ...(fee === undefined ? {} : { fee: formatAmount(fee) }), ...(rate === undefined ? {} : { rate }) };
}

function sameCurrency(debit: WireAmount, receive: WireAmount, stated: WireAmount | undefined): Cost {
  if (stated !== undefined) return { fee: formatAmount(stated) };
  const scale = Math.max(debit.assetScale, receive.assetScale);
  const difference = atScale(debit, scale) - atScale(receive, scale);
  if (difference < 0n) return {};
  return { fee: formatAmount({ value: difference.toString(), assetCode: debit.assetCode, assetScale: scale }) };
}

/** `1 USD = 17.50 MXN`; inverted if one unit buys very little, as in `1 USD = 152.64 JPY` in both directions. */
function rateOf(sent: WireAmount, receive: WireAmount, feesIncluded: boolean): Rate | undefined {
  const numerator = BigInt(receive.value) * power(sent.assetScale);
  const denominator = BigInt(sent.value) * power(receive.assetScale);
  if (numerator <= 0n || denominator <= 0n) return undefined;
  return numerator * ONE_HUNDREDTH < denominator
    ? { one: `1 ${receive.assetCode}`, worth: `${formatNumber(divide(denominator, numerator))} ${sent.assetCode}`, feesIncluded }
    : { one: `1 ${sent.assetCode}`, worth: `${formatNumber(divide(numerator, denominator))} ${receive.assetCode}`, feesIncluded };
}

/** The quotient of two positive numbers with six significant digits, but with all digits of the integer part and at least two decimals. */
export function divide(numerator: bigint, denominator: bigint): string {
  const decimals = decimalsFor(numerator, denominator);
  // Rounds half up.
  const scaled = (2n * numerator * power(decimals) + denominator) / (2n * denominator);
  const digits = scaled.toString().padStart(decimals + 1, '0');
  const fraction = digits
    .slice(-decimals)
    .replace(/(?<!0)0+$/, '')
    .padEnd(LEAST_DECIMALS, '0');
  return `${digits.slice(0, -decimals)}.${fraction}`;
}

function decimalsFor(numerator: bigint, denominator: bigint): number {
  const whole = numerator / denominator;
  if (whole > 0n) return Math.max(LEAST_DECIMALS, SIGNIFICANT_DIGITS - whole.toString().length);
  let zeros = 0;
  for (let left = numerator * 10n; left < denominator; left *= 10n) zeros += 1;
  return zeros + SIGNIFICANT_DIGITS;
}

function atScale(amount: WireAmount, scale: number): bigint {
  const value = BigInt(amount.value);
  return scale >= amount.assetScale ? value * power(scale - amount.assetScale) : value / power(amount.assetScale - scale);
}

function power(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}
