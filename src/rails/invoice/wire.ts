import * as v from 'valibot';
import { fromWire, MAX_VALUE } from '../../model/amount.ts';
import type { Asset } from '../../model/amount.ts';
import { instant, shortText, urlText, wireAmount } from '../http/fields.ts';

/**
 * Invoices as early Open Payments wrote them (checkout push, 2020), in all three of its generations, and what issuers answer. Money and
 * addresses are read strictly; fields that carry payment credentials are read by `credentials.ts` alone, and nothing here keeps them.
 */

/** A sum of smallest units: a JSON number that every reader takes exactly, or decimal digits up to 2^64-1. */
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

/** The asset in either spelling; nothing where there is none, or two that differ. */
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
  // Words may be of any length and are cut when shown; the body's limit bounds them.
  description: v.nullish(v.string()),
  expiresAt: v.nullish(instant),
  status: v.nullish(v.picklist(['pending', 'paid', 'expired'])),
});

/** An invoice as anybody may read it. */
export const invoiceAnswer = v.intersect([invoiceFields, assetFields]);

/** Where an issuer quotes and pays invoices. */
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
