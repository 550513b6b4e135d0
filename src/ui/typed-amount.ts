/**
 * Parses amounts that users type. Locales differ: 12,50 and 12.50 may be the same amount, and the same comma or full stop may separate
 * thousands. 1,234 and 1.234 are both ambiguous, with a factor of a thousand between the readings. Ambiguous text is never guessed.
 */

/** An exact decimal such as `12.50`, an ambiguous text, or text that is not an amount. */
export type TypedAmount =
  | { readonly kind: 'decimal'; readonly value: string }
  | { readonly kind: 'ambiguous'; readonly thousands: string; readonly fraction: string }
  | { readonly kind: 'malformed' };

/** The decimal separators, each with its possible thousands separator. */
const DECIMAL_MARKS = { '.': ',', ',': '.', '٫': '' } as const;
type DecimalMark = keyof typeof DECIMAL_MARKS;

// Thousands separators only: all kinds of spaces, the Swiss apostrophes, the Arabic separator.
const THOUSANDS_ONLY = /[\s'’٬]/g;
/** Number of digits of a wallet's maximum amount. */
const MAX_DIGITS = 20;

/**
 * Parses typed text, with the digits and the decimal separator of the user's locale, or a full stop. Thousands may be separated.
 * @param locale the browser's by default.
 */
export function readTypedAmount(text: string, locale = navigator.language): TypedAmount {
  // Normalised because of the digits and separators of East Asian keyboards.
  const typed = inLatinDigits(text.trim().normalize('NFKC'), locale).replace(THOUSANDS_ONLY, ' ');
  const mark = decimalMark(locale);
  if (mark === '.' && /^[0-9]{1,20}\.[0-9]+$/.test(typed)) return { kind: 'decimal', value: typed };
  const readings = readingsOf(typed);
  const [thousands, fraction] = [...readings.keys()].toSorted((a, b) => a.indexOf('.') - b.indexOf('.'));
  if (thousands === undefined) return { kind: 'malformed' };
  if (fraction !== undefined) return { kind: 'ambiguous', thousands, fraction };
  const used = readings.get(thousands) ?? [];
  return used.some((one) => one === '.' || one === mark) || !thousands.includes('.')
    ? { kind: 'decimal', value: thousands }
    : { kind: 'malformed' };
}

/** Formats a decimal like user input, with the decimal separator of the locale, and never ambiguously. */
export function writeTypedAmount(decimal: string, locale = navigator.language): string {
  const typed = decimalMark(locale) === ',' ? decimal.replace('.', ',') : decimal;
  return readTypedAmount(typed, locale).kind === 'ambiguous' ? `${typed}0` : typed;
}

/** All amounts that the text can mean, each with the decimal separators of that reading. */
function readingsOf(typed: string): ReadonlyMap<string, readonly DecimalMark[]> {
  const readings = new Map<string, DecimalMark[]>();
  for (const mark of Object.keys(DECIMAL_MARKS) as DecimalMark[]) {
    const value = readWith(mark, typed);
    if (value !== undefined) readings.set(value, [...(readings.get(value) ?? []), mark]);
  }
  return readings;
}

function readWith(mark: DecimalMark, typed: string): string | undefined {
  const [whole = '', fraction, ...more] = typed.split(mark);
  if (more.length > 0 || (fraction !== undefined && !/^[0-9]+$/.test(fraction))) return undefined;
  const digits = ungrouped(whole, [' ', DECIMAL_MARKS[mark]]);
  if (digits === undefined) return undefined;
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

/** The digits of an integer whose thousands may be separated by one of these. */
function ungrouped(whole: string, separators: readonly string[]): string | undefined {
  const separator = separators.find((one) => one !== '' && whole.includes(one));
  const [first = '', ...groups] = separator === undefined ? [whole] : whole.split(separator);
  const isParted = groups.length === 0 || (/^[1-9][0-9]{0,2}$/.test(first) && groups.every((group) => /^[0-9]{3}$/.test(group)));
  const digits = [first, ...groups].join('');
  return isParted && /^[0-9]+$/.test(digits) && digits.length <= MAX_DIGITS ? digits : undefined;
}

function decimalMark(locale: string): string {
  return new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';
}

function inLatinDigits(text: string, locale: string): string {
  const ten = Array.from(new Intl.NumberFormat(locale, { useGrouping: false }).format(1_234_567_890));
  return Array.from(text, (character) => {
    const at = ten.indexOf(character);
    return at < 0 ? character : String((at + 1) % 10);
  }).join('');
}
