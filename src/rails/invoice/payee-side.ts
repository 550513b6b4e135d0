import { amountOf, assetOf, sameAsset, toDecimal } from '../../model/amount.ts';
import type { Amount } from '../../model/amount.ts';
import type { ErrorParams } from '../../model/errors.ts';
import { TenderError, toTenderError } from '../../model/errors.ts';
import type { RailPayment } from '../../model/rail.ts';
import type { HttpDeps } from '../http/deps.ts';
import { hostOf } from '../http/urls.ts';
import { readInvoice } from './read-invoice.ts';

/** The invoice's state now, compared with its state before the payment. */
export type PayeeSide =
  | {
      readonly kind: 'read';
      /** Everything that the invoice has received, from us and others. */
      readonly received: Amount;
      /** Amount received since the invoice was resolved, in smallest units. */
      readonly gain: bigint;
      /** True if the invoice has received the amount that was due before the payment. */
      readonly hasDue: boolean;
    }
  | { readonly kind: 'unknown'; readonly error: TenderError };

/** Reads the invoice. Never throws: read errors and inconsistent answers give `unknown`. */
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

/** Error params of a partial payment: what the invoice received (`actual`) and its total (`stated`). */
export function partOf({ payable, quote }: RailPayment, gain: bigint): ErrorParams {
  const asset = assetOf(quote.receive);
  const named = (value: bigint): string => `${toDecimal(amountOf(value, asset))} ${asset.code}`;
  const before = payable.received.value;
  return { actual: named(before + gain), stated: named(before + quote.receive.value) };
}
