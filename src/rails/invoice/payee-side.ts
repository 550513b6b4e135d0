import { amountOf, assetOf, sameAsset, toDecimal } from '../../model/amount.ts';
import type { Amount } from '../../model/amount.ts';
import type { ErrorParams } from '../../model/errors.ts';
import { TenderError, toTenderError } from '../../model/errors.ts';
import type { RailPayment } from '../../model/rail.ts';
import type { HttpDeps } from '../http/deps.ts';
import { hostOf } from '../http/urls.ts';
import { readInvoice } from './read-invoice.ts';

/** What the invoice says now, beside what it said before we paid. */
export type PayeeSide =
  | {
      readonly kind: 'read';
      /** All that the invoice has received, ours and others'. */
      readonly received: Amount;
      /** What came in since it was resolved, in smallest units. */
      readonly gain: bigint;
      /** True when it has what was due when we set out to pay. */
      readonly hasDue: boolean;
    }
  | { readonly kind: 'unknown'; readonly error: TenderError };

/** Reads the payee's side. Never throws: what cannot be read, or makes no sense, is `unknown`. */
export async function readPayeeSide(deps: HttpDeps, { payable, quote }: RailPayment, signal: AbortSignal): Promise<PayeeSide> {
  try {
    const { received: value, asset } = await readInvoice(deps, payable.url, signal);
    const received = amountOf(value, asset);
    const gain = value - payable.received.value;
    if (!sameAsset(received, payable.received) || gain < 0n) {
      throw new TenderError('malformed', { params: { host: hostOf(payable.url), what: 'received' } });
    }
    return { kind: 'read', received, gain, hasDue: gain >= quote.receive.value };
  } catch (thrown) {
    return { kind: 'unknown', error: toTenderError(thrown) };
  }
}

/** The facts of a payment of which only a part arrived: what the invoice has (`actual`), of what it asks for (`stated`). */
export function partOf({ payable, quote }: RailPayment, gain: bigint): ErrorParams {
  const asset = assetOf(quote.receive);
  const named = (value: bigint): string => `${toDecimal(amountOf(value, asset))} ${asset.code}`;
  const before = payable.received.value;
  return { actual: named(before + gain), stated: named(before + quote.receive.value) };
}
