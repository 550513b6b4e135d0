import * as v from 'valibot';
import { fromWire, MAX_VALUE } from '../../model/amount.ts';
import type { Asset } from '../../model/amount.ts';
import { instant, shortText, urlText, wireAmount } from '../http/fields.ts';

/**
 * Invoices of early Open Payments (checkout push, 2020) in its three generations, and the responses of issuers. Strict for amounts and
 * URLs. STREAM credentials are parsed in `credentials.ts` only.
 */

/** An amount in smallest units: a JSON number within the safe integers, or decimal digits up to 2^64-1. */
const units = v.pipe(
  v.union([v.pipe(v.number(), v.safeInteger(), v.minValue(0)), v.pipe(v.string(), v.regex(/^(?:0|[1-9][0-9]{0,19})$/))]),
  v.transform((value) => BigInt(value)),
  v.maxValue(MAX_VALUE),
);

const code = v.string();
const scale = v.number();

const assetFields = v.pipe(
  v.object({ asset: v.nullish(v.object({ code, scale })), assetCode: v.nullish(code), assetScale: v.nullish(scale) }),
  v.rawTransform<
    { asset?: Asset | null | undefined; assetCode?: string | null | undefined; assetScale?: number | null | undefined },
    Asset
  >(({ dataset: { value }, addIssue, NEVER }) => {
    const asset = oneAsset(value.asset ?? undefined, value.assetCode ?? undefined, value.assetScale ?? undefined);
    if (asset) return asset;
    addIssue({ message: 'asset' });
    return NEVER;
  }),
);

/** The asset in either format; undefined if there is none or both formats differ. */
function oneAsset(nested: Asset | undefined, flatCode: string | undefined, flatScale: number | undefined): Asset | undefined {
  const found = { code: nested?.code ?? flatCode, scale: nested?.scale ?? flatScale };
  const differs = (flatCode !== undefined && flatCode !== found.code) || (flatScale !== undefined && flatScale !== found.scale);
  if (differs || found.code === undefined || found.scale === undefined) return undefined;
  const asset = { code: found.code, scale: found.scale };
  return isAsset(asset) ? asset : undefined;
}

function isAsset(asset: Asset): boolean {
  try {
    fromWire({ value: '0', assetCode: asset.code, assetScale: asset.scale });
    return true;
  } catch {
    return false;
  }
}

const invoiceFields = v.object({
  name: shortText,
  subject: v.pipe(shortText, v.minLength(1)),
  amount: v.pipe(units, v.minValue(1n)),
  received: units,
  // Text may have any length and is truncated for display. The size limit of the response bounds it.
  description: v.nullish(v.string()),
  expiresAt: v.nullish(instant),
  status: v.nullish(v.picklist(['pending', 'paid', 'expired'])),
});

/** The public fields of an invoice. */
export const invoiceAnswer = v.intersect([invoiceFields, assetFields]);

/** An issuer's endpoints for quotes and payments of invoices. */
export const issuerAnswer = v.object({ invoice_quotes_endpoint: urlText, invoice_payments_endpoint: urlText });

export const invoiceQuoteAnswer = v.object({
  id: urlText,
  walletAddress: urlText,
  invoice: urlText,
  debitAmount: wireAmount,
  receiveAmount: wireAmount,
  createdAt: v.nullish(instant),
  expiresAt: v.nullish(instant),
});
export type InvoiceQuoteAnswer = v.InferOutput<typeof invoiceQuoteAnswer>;

export const invoicePaymentAnswer = v.object({
  id: urlText,
  walletAddress: urlText,
  invoice: urlText,
  quoteId: urlText,
  state: v.picklist(['sending', 'completed', 'partial', 'failed']),
  debitAmount: v.nullish(wireAmount),
  sentAmount: wireAmount,
  deliveredAmount: wireAmount,
  error: v.nullish(shortText),
});
export type InvoicePaymentAnswer = v.InferOutput<typeof invoicePaymentAnswer>;

export const foundPaymentAnswer = v.object({ payment: invoicePaymentAnswer });
