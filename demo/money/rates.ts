import type { Asset } from './amount.ts';

/** A positive rational number. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** How many units of each currency one US dollar buys. */
const perDollar: Readonly<Record<string, Ratio>> = {
  USD: { numerator: 1n, denominator: 1n },
  MXN: { numerator: 35n, denominator: 2n },
  EUR: { numerator: 9n, denominator: 10n },
  JPY: { numerator: 150n, denominator: 1n },
  JOD: { numerator: 709n, denominator: 1000n },
};

/** The sending wallet's fee: 1 % of the sent amount, added to it. */
export const FEE_PERCENT = 1n;

/** How many smallest units of `to` one smallest unit of `from` buys; undefined for unknown currencies. */
export function rateBetween(from: Asset, to: Asset): Ratio | undefined {
  const source = perDollar[from.code];
  const target = perDollar[to.code];
  if (!source || !target) return undefined;
  return {
    numerator: target.numerator * source.denominator * 10n ** BigInt(to.scale),
    denominator: target.denominator * source.numerator * 10n ** BigInt(from.scale),
  };
}

/** The amounts of a payment in smallest units. `debit` = `send` + `fee`. */
export interface Price {
  readonly debit: bigint;
  readonly send: bigint;
  readonly fee: bigint;
  readonly receive: bigint;
}

/**
 * The price of delivering exactly `receive`. The debit is rounded up once, at the end, so it is less than one unit above the exact value.
 * The fee is the debit minus the sent amount.
 */
export function priceToReceive(receive: bigint, rate: Ratio): Price {
  const send = divideUp(receive * rate.denominator, rate.numerator);
  const debit = divideUp(receive * rate.denominator * (100n + FEE_PERCENT), rate.numerator * 100n);
  return { debit, send, fee: debit - send, receive };
}

/** The amount that arrives for a debit of exactly `debit`: rounded down once, by less than one unit. */
export function priceToSend(debit: bigint, rate: Ratio): Price {
  const receive = (debit * 100n * rate.numerator) / (rate.denominator * (100n + FEE_PERCENT));
  const send = divideUp(receive * rate.denominator, rate.numerator);
  return { debit, send, fee: debit - send, receive };
}

function divideUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}
