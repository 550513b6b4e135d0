import { TenderError } from './errors.ts';

/** An asset of a wallet. `scale` is the number of decimals of its smallest unit, 0 to 255. */
export interface Asset {
  readonly code: string;
  readonly scale: number;
}

/** An exact amount. `value` is in the asset's smallest unit (USD at scale 2: cents). */
export interface Amount {
  readonly value: bigint;
  readonly assetCode: string;
  readonly assetScale: number;
}

/** An amount in Open Payments and in our messages: the same, with `value` as a string of digits. */
export interface WireAmount {
  readonly value: string;
  readonly assetCode: string;
  readonly assetScale: number;
}

/** An amount of PaymentRequest: a currency code and a decimal such as `"1400.00"`. */
export interface DecimalAmount {
  readonly currency: string;
  readonly value: string;
}

/** The maximum amount of a wallet: an unsigned 64-bit integer. */
export const MAX_VALUE = 2n ** 64n - 1n;

const WIRE_VALUE = /^(?:0|[1-9][0-9]{0,19})$/;
const ASSET_CODE = /^[A-Za-z0-9]{1,12}$/;
// Payment Request, "check and canonicalize amount": leading zeros are allowed, exponents and signs other than '-' are not.
const DECIMAL = /^-?[0-9]+(?:\.[0-9]+)?$/;

/** The asset of an amount. */
export function assetOf(amount: Pick<Amount, 'assetCode' | 'assetScale'>): Asset {
  return { code: amount.assetCode, scale: amount.assetScale };
}

/** Combines a value in smallest units with its asset. */
export function amountOf(value: bigint, asset: Asset): Amount {
  return { value, assetCode: asset.code, assetScale: asset.scale };
}

export function sameAsset(a: Pick<Amount, 'assetCode' | 'assetScale'>, b: Pick<Amount, 'assetCode' | 'assetScale'>): boolean {
  return a.assetCode === b.assetCode && a.assetScale === b.assetScale;
}

export function sameAmount(a: Amount, b: Amount): boolean {
  return sameAsset(a, b) && a.value === b.value;
}

/** Converts an amount to JSON for a message or a request. */
export function toWire(amount: Amount): WireAmount {
  return { value: amount.value.toString(), assetCode: amount.assetCode, assetScale: amount.assetScale };
}

/**
 * Parses an amount from outside.
 * @throws {TenderError} `malformed-amount` unless `value` is a canonical unsigned 64-bit decimal, the scale an integer of 0 to 255 and the
 *   code short and plain.
 */
export function fromWire(wire: WireAmount): Amount {
  const { value, assetCode, assetScale } = wire;
  if (!WIRE_VALUE.test(value) || BigInt(value) > MAX_VALUE) throw malformed(`value ${clip(value)}`);
  if (!ASSET_CODE.test(assetCode)) throw malformed(`asset code ${clip(assetCode)}`);
  if (!Number.isInteger(assetScale) || assetScale < 0 || assetScale > 255) throw malformed(`asset scale ${assetScale}`);
  return { value: BigInt(value), assetCode, assetScale };
}

/**
 * Converts a page's decimal to the asset's smallest unit, without rounding.
 * @throws {TenderError} `malformed-amount` for text that is not a decimal or is negative, `asset-mismatch` for another currency,
 *   `amount-too-fine` if it has digits other than zero beyond the asset's scale.
 */
export function fromDecimal(decimal: DecimalAmount, asset: Asset): Amount {
  if (!DECIMAL.test(decimal.value) || decimal.value.length > 400) throw malformed(`decimal ${clip(decimal.value)}`);
  if (decimal.currency.toUpperCase() !== asset.code.toUpperCase()) {
    throw new TenderError('asset-mismatch', { params: { stated: decimal.currency, actual: asset.code } });
  }
  const [whole = '0', fraction = ''] = decimal.value.split('.');
  if (/[1-9]/.test(fraction.slice(asset.scale))) {
    throw new TenderError('amount-too-fine', { params: { stated: decimal.value, scale: String(asset.scale) } });
  }
  const value = BigInt(whole + fraction.slice(0, asset.scale).padEnd(asset.scale, '0'));
  if (value < 0n || value > MAX_VALUE || decimal.value.startsWith('-')) throw malformed(`decimal ${clip(decimal.value)}`);
  return amountOf(value, asset);
}

/** The amount as an exact decimal without a currency, e.g. `8080n` at scale 2 → `"80.80"`. */
export function toDecimal(amount: Pick<Amount, 'value' | 'assetScale'>): string {
  const digits = amount.value.toString().padStart(amount.assetScale + 1, '0');
  if (amount.assetScale === 0) return digits;
  return `${digits.slice(0, -amount.assetScale)}.${digits.slice(-amount.assetScale)}`;
}

function malformed(what: string): TenderError {
  return new TenderError('malformed-amount', { params: { what } });
}

function clip(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
