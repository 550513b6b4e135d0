import * as v from 'valibot';

/** A currency and the scale in which a wallet counts it. */
export interface Asset {
  readonly code: string;
  readonly scale: number;
}

/** An amount as Open Payments writes it. */
export const amountSchema = v.object({
  value: v.pipe(v.string(), v.regex(/^(0|[1-9][0-9]*)$/)),
  assetCode: v.string(),
  assetScale: v.number(),
});

export type Amount = v.InferOutput<typeof amountSchema>;

export function amountOf(value: bigint, asset: Asset): Amount {
  return { value: value.toString(), assetCode: asset.code, assetScale: asset.scale };
}

export function sameAsset(amount: Amount, asset: Asset): boolean {
  return amount.assetCode === asset.code && amount.assetScale === asset.scale;
}

/** `USD/2`: how the ledger names an asset. */
export function assetName({ code, scale }: Asset): string {
  return `${code}/${scale}`;
}

/** A decimal with its point, for users and for PaymentRequest totals. */
export function decimalOf(value: bigint, scale: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(digits.length - scale)}`;
}

/** `USD 80.80`, with groups of thousands. */
export function formatAmount(amount: Amount): string {
  const [whole = '0', fraction] = decimalOf(BigInt(amount.value), amount.assetScale).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return `${amount.assetCode} ${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}
