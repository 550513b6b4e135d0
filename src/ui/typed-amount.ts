/**
 * Amounts as people type them. Half of the world writes 12,50 for what the other half writes as 12.50, and the same comma or full stop parts
 * thousands for the other half: 1,234 and 1.234 are each of them two amounts, of which one is a thousand times the other. Such a text is
 * never guessed at.
 */

/** An exact decimal such as `12.50`; a text with two readings; or nothing that can be read as an amount. */
export type TypedAmount =
  | { readonly kind: 'decimal'; readonly value: string }
  | { readonly kind: 'ambiguous'; readonly thousands: string; readonly fraction: string }
  | { readonly kind: 'malformed' };

/** What can part a whole number from its fraction, and what of the rest can part its thousands. */
const DECIMAL_MARKS = { '.': ',', ',': '.', '٫': '' } as const;
type DecimalMark = keyof typeof DECIMAL_MARKS;

// What parts thousands and nothing else: spaces of all kinds, the Swiss apostrophes, the Arabic mark.
const THOUSANDS_ONLY = /[\s'’٬]/g;
/** As many digits as the largest sum has that a wallet can state. */
const MOST_DIGITS = 20;

/**
 * Reads what was typed, in digits and with the decimal mark of the user's locale, or with a full stop. Thousands may be parted.
 * @param locale the browser's, unless told.
 */
export function readTypedAmount(text: string, locale = navigator.language): TypedAmount {
  // Normalised for the digits and marks of East Asian keyboards.
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

/** An exact decimal as the user would type it: with the decimal mark of the locale, and never so that it has two readings. */
export function writeTypedAmount(decimal: string, locale = navigator.language): string {
  const typed = decimalMark(locale) === ',' ? decimal.replace('.', ',') : decimal;
  return readTypedAmount(typed, locale).kind === 'ambiguous' ? `${typed}0` : typed;
}

/** Every amount that the text can mean, each with the decimal marks by which it means it. */
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

/** The digits of a whole number that may be parted by one of these, into thousands. */
function ungrouped(whole: string, separators: readonly string[]): string | undefined {
  const separator = separators.find((one) => one !== '' && whole.includes(one));
  const [first = '', ...groups] = separator === undefined ? [whole] : whole.split(separator);
  const isParted = groups.length === 0 || (/^[1-9][0-9]{0,2}$/.test(first) && groups.every((group) => /^[0-9]{3}$/.test(group)));
  const digits = [first, ...groups].join('');
  return isParted && /^[0-9]+$/.test(digits) && digits.length <= MOST_DIGITS ? digits : undefined;
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
