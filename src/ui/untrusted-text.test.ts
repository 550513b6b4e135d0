import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { cleanHost, cleanText, MAX_LENGTH } from './untrusted-text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 300 });

describe('cleanText', () => {
  it.each([
    ['a right-to-left override', 'pay \u202Eelgoog\u202C now', 'pay elgoog now'],
    ['isolates that never end', '\u2067shop\u2066', 'shop'],
    ['zero-width characters', 'pay\u200Bpal\u200D\u2060\uFEFF', 'paypal'],
    ['soft hyphens and tags', 'sh\u00ADop\u{E0041}\u{E0042}', 'shop'],
    ['blank letters', '\u3164\u115F\uFFA0\u2800', ''],
    ['control characters', 'a\u0000b\u001B[31mc\u009F', 'ab[31mc'],
    ['line breaks and odd spaces', ' two\r\n\u2028lines\u3000here\t', 'two lines here'],
    ['decomposed letters', 'Cafe\u0301', 'Caf\u00E9'],
    ['half a surrogate pair', 'a\uD800b', 'ab'],
    ['a tower of accents', `a${'\u0315'.repeat(50)}b`, `a${'\u0315'.repeat(3)}b`],
  ])('removes or mends %s', (_, from, to) => {
    expect(cleanText(from)).toBe(to);
  });

  it('caps a name of 10,000 characters and shows that it did', () => {
    const shown = cleanText('Emporium'.repeat(1250));
    expect(shown).toHaveLength(MAX_LENGTH + 1);
    expect(shown.endsWith('…')).toBe(true);
  });

  it('never cuts through a character', () => {
    expect(cleanText('👍🏽'.repeat(200), 3)).toBe('👍🏽👍🏽👍🏽…');
  });

  it('leaves honest names of every script alone', () => {
    for (const name of ['Happy Life Bank', 'Über & Söhne GmbH', 'बैंक', 'بنك السلام', '株式会社クラウド', 'Ł’Ω–№ 9'])
      expect(cleanText(name)).toBe(name);
  });

  it('property: one visible, normal, capped line, and cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 120 }), (text, max) => {
        const shown = cleanText(text, max);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u);
        expect(shown).toBe(shown.trim());
        expect(shown).toBe(shown.normalize('NFC'));
        expect([...new Intl.Segmenter('en').segment(shown)].length).toBeLessThanOrEqual(max + 1);
        if (!shown.endsWith('…')) expect(cleanText(shown, max)).toBe(shown);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads no more of a megabyte than it shows', () => {
    const normalize = vi.spyOn(String.prototype, 'normalize');
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment');
    cleanText('\u0301\u202E x'.repeat(1_000_000));
    const read = [...normalize.mock.contexts.map(String), ...segment.mock.calls.map(([text]) => text)];
    vi.restoreAllMocks();
    expect(read.length).toBeGreaterThan(0);
    for (const text of read) expect(text.length).toBeLessThanOrEqual(4000);
  });
});

describe('cleanHost', () => {
  it('keeps the end of a long host, which is what counts', () => {
    const host = `${'bank.example.'.repeat(15)}thief.test`;
    expect(cleanHost(host)).toHaveLength(MAX_LENGTH + 1);
    expect(cleanHost(host)).toMatch(/^….*\.thief\.test$/);
  });

  it('leaves a short one alone', () => {
    expect(cleanHost('xn--hppy-5qa.example:8443')).toBe('xn--hppy-5qa.example:8443');
  });
});
