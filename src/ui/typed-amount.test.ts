import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTypedAmount, writeTypedAmount } from './typed-amount.ts';

const words = (text: string, locale: string): string => {
  const read = readTypedAmount(text, locale);
  return read.kind === 'decimal' ? read.value : read.kind === 'ambiguous' ? `${read.thousands} or ${read.fraction}` : '?';
};

describe('an amount as it was typed', () => {
  it.each([
    // Where a full stop parts the fraction.
    ['en-US', '12', '12'],
    ['en-US', '12.50', '12.50'],
    ['en-US', ' 12.5 ', '12.5'],
    ['en-US', '1.234', '1.234'],
    ['en-US', '1,234', '1234 or 1.234'],
    ['en-US', '1,234.50', '1234.50'],
    ['en-US', '1,234,567', '1234567'],
    ['en-US', '12,50', '?'],
    ['en-US', '1.234,50', '?'],
    ['en-US', '1,5', '?'],
    ['de-CH', '1’234.50', '1234.50'],
    ['de-CH', "1'234.50", '1234.50'],
    // Where a comma does.
    ['de-DE', '12,50', '12.50'],
    ['de-DE', '12.50', '12.50'],
    ['de-DE', '12,5', '12.5'],
    ['de-DE', '0,123', '0.123'],
    ['de-DE', '0.123', '0.123'],
    ['de-DE', '1.234', '1234 or 1.234'],
    ['de-DE', '1,234', '1234 or 1.234'],
    ['de-DE', '100.000', '100000 or 100.000'],
    ['de-DE', '1,2340', '1.2340'],
    ['de-DE', '1.2340', '1.2340'],
    ['de-DE', '1.234,50', '1234.50'],
    ['de-DE', '1,234.50', '1234.50'],
    ['de-DE', '1.234.567', '1234567'],
    ['de-DE', '1234,567', '1234.567'],
    ['fr-FR', '1 234,50', '1234.50'],
    ['fr-FR', '1\u202f234,50', '1234.50'],
    ['pt-BR', '12,50', '12.50'],
    // Other digits and marks.
    ['ar-EG', '١٢٫٥٠', '12.50'],
    ['ar-EG', '١٬٢٣٤٫٥٠', '1234.50'],
    ['fa-IR', '۱۲٫۵', '12.5'],
    ['ar-EG', '12.50', '12.50'],
    ['ja-JP', '１２．５０', '12.50'],
    // Nothing of the kind.
    ['en-US', '', '?'],
    ['en-US', '-1', '?'],
    ['en-US', '+1', '?'],
    ['en-US', '1e3', '?'],
    ['en-US', '.5', '?'],
    ['de-DE', ',5', '?'],
    ['en-US', '5.', '?'],
    ['en-US', '$5', '?'],
    ['en-US', '1.2.3', '?'],
    ['en-US', '12,34,567', '?'],
    ['en-US', '1,23', '?'],
    ['en-US', '1 2', '?'],
    ['en-US', '1.234.5', '?'],
    ['en-US', '1,2345,678', '?'],
    ['en-US', '100000000000000000000000', '?'],
  ])('%s: %j is %s', (locale, text, expected) => {
    expect(words(text, locale)).toBe(expected);
  });

  const LOCALES = ['en-US', 'en-IN', 'de-DE', 'de-CH', 'fr-FR', 'pt-BR', 'sv-SE', 'ar-EG', 'fa-IR', 'hi-IN', 'ja-JP', 'es-MX'];

  it('is in no locale read as more than the digits say with the last mark as the decimal one, unless whole groups of three say so', () => {
    const text = fc.stringMatching(/^[0-9]{1,7}(?:[.,' ][0-9]{1,4}){0,3}$/);
    fc.assert(
      fc.property(text, fc.constantFrom(...LOCALES), (typed, locale) => {
        const read = readTypedAmount(typed, locale);
        if (read.kind !== 'decimal') return;
        // One mark alone, with three digits after it, is never taken for a mark of thousands.
        if (/^[1-9][0-9]{0,2}[.,][0-9]{3}$/.test(typed)) expect(read.value).toBe(typed);
        expect(read.value.replace('.', '')).toBe(typed.replaceAll(/[^0-9]/g, ''));
      }),
      { numRuns: 3000 },
    );
  });

  it('as the user’s own locale formats it, it is read as it is or not at all', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), fc.integer({ min: 0, max: 4 }), fc.constantFrom(...LOCALES), (units, scale, locale) => {
        const digits = units.toString().padStart(scale + 1, '0');
        const decimal = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
        const format = new Intl.NumberFormat(locale, { minimumFractionDigits: scale, maximumFractionDigits: scale });
        const read = readTypedAmount(format.format(decimal as Intl.StringNumericLiteral), locale);
        if (read.kind === 'decimal') expect(read.value).toBe(decimal);
        expect(readTypedAmount(writeTypedAmount(decimal, locale), locale)).toMatchObject({ kind: 'decimal' });
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['en-US', '12.50', '12.50'],
    ['de-DE', '12.50', '12,50'],
    ['de-DE', '5.000', '5,0000'],
    ['de-DE', '100', '100'],
    ['en-US', '5.000', '5.000'],
    ['ar-EG', '5.000', '5.0000'],
  ])('%s: %s is written %s, and read again', (locale, decimal, typed) => {
    expect(writeTypedAmount(decimal, locale)).toBe(typed);
    expect(Number(words(typed, locale))).toBe(Number(decimal));
  });
});
