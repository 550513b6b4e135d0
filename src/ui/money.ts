import { toDecimal, type DecimalAmount, type WireAmount } from '../model/amount.ts';
import { cleanText } from './untrusted-text.ts';

/** Shows sums of money, exactly, as the browser's language writes numbers: an amount that is typed is read by the same one. A sum stays a string of digits all the way: no `number` ever holds one. */

const DECIMAL = /^(-?)0*([0-9]+)(?:\.([0-9]+))?$/;
// Longer than any sum a wallet can state (20 digits and 255 decimals).
const LONGEST = 300;

/** A wallet's sum, e.g. 8080 USD at scale 2 → `$80.80`; JPY without, JOD with three decimals. */
export function formatAmount(amount: WireAmount, locale = navigator.language): string {
  const { value, assetCode, assetScale } = amount;
  if (!/^[0-9]{1,300}$/.test(value)) return rawMoney(assetCode, value);
  return formatDecimal({ currency: assetCode, value: toDecimal({ value: BigInt(value), assetScale }) }, locale);
}

/** A page's sum, e.g. `1400` MXN → `MX$1,400.00`. What is no decimal is shown as it was stated: the engine refuses it in words. */
export function formatDecimal({ currency, value }: DecimalAmount, locale = navigator.language): string {
  const match = value.length <= LONGEST ? DECIMAL.exec(value) : null;
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

/** A plain decimal with the locale's grouping, every digit kept. */
export function formatNumber(decimal: string, locale = navigator.language): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return writeNumber({}, whole, fraction, locale);
}

/** The decimals to show: all that matter, and at least as many as the currency is written with. */
function fractionDigits(fraction: string, least: number): string {
  return fraction.replace(/(?<!0)0+$/, '').padEnd(least, '0');
}

function leastDecimals(code: string, locale: string): number {
  if (!/^[A-Z]{3}$/.test(code)) return 0;
  return new Intl.NumberFormat(locale, { style: 'currency', currency: code }).resolvedOptions().minimumFractionDigits ?? 0;
}

// Intl writes at most 100 decimals while wallets may count 255, so it writes the whole part and our digits take the fraction's place.
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
