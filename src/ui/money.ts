import { toDecimal, type DecimalAmount, type WireAmount } from '../model/amount.ts';
import { cleanText } from './untrusted-text.ts';

/**
 * Formats amounts exactly in the browser's language, which also parses typed amounts. An amount stays a string of digits: it is never
 * converted to `number`.
 */

const DECIMAL = /^(-?)0*([0-9]+)(?:\.([0-9]+))?$/;
// Longer than any amount of a wallet (20 digits and 255 decimals).
const MAX_TEXT = 300;

/** Formats a wallet's amount, e.g. 8080 USD at scale 2 → `$80.80`; JPY without decimals, JOD with three. */
export function formatAmount(amount: WireAmount, locale = navigator.language): string {
  const { value, assetCode, assetScale } = amount;
  if (!/^[0-9]{1,300}$/.test(value)) return rawMoney(assetCode, value);
  return formatDecimal({ currency: assetCode, value: toDecimal({ value: BigInt(value), assetScale }) }, locale);
}

/** Formats a page's amount, e.g. `1400` MXN → `MX$1,400.00`. Text that is not a decimal is shown unchanged: the engine refuses it. */
export function formatDecimal({ currency, value }: DecimalAmount, locale = navigator.language): string {
  const match = value.length <= MAX_TEXT ? DECIMAL.exec(value) : null;
  if (match === null) return rawMoney(currency, value);
  const [, sign = '', whole = '0', fraction = ''] = match;
  const code = currency.toUpperCase();
  const digits = fractionDigits(fraction, leastDecimals(code, locale));
  const isZero = /^0*$/.test(whole + digits);
  const text = /^[A-Z]{3}$/.test(code)
    ? writeNumber({ style: 'currency', currency: code }, whole, digits, locale)
    : `${cleanText(currency, 12)} ${writeNumber({}, whole, digits, locale)}`;
  return sign === '' || isZero ? text : `\u2212${text}`;
}

/** Formats a decimal with the locale's grouping and all its digits. */
export function formatNumber(decimal: string, locale = navigator.language): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return writeNumber({}, whole, fraction, locale);
}

/** The decimals to show: all significant ones, and at least as many as the currency usually has. */
function fractionDigits(fraction: string, least: number): string {
  return fraction.replace(/(?<!0)0+$/, '').padEnd(least, '0');
}

function leastDecimals(code: string, locale: string): number {
  if (!/^[A-Z]{3}$/.test(code)) return 0;
  return new Intl.NumberFormat(locale, { style: 'currency', currency: code }).resolvedOptions().minimumFractionDigits ?? 0;
}

// Intl formats at most 100 decimals, but wallets may have 255. So Intl formats the integer part, and the decimals are inserted.
function writeNumber(options: Intl.NumberFormatOptions, whole: string, fraction: string, locale: string): string {
  const digits = fraction === '' ? 0 : 1;
  const format = new Intl.NumberFormat(locale, {
    ...options,
    numberingSystem: 'latn',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format
    .formatToParts(BigInt(whole))
    .map((part) => (part.type === 'fraction' ? fraction : part.value))
    .join('');
}

function rawMoney(currency: string, value: string): string {
  return cleanText(`${value} ${currency}`, 40);
}
