import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type ErrorCode, ERRORS, isErrorCode } from '../model/errors.ts';
import { OWN_TEXTS, OWN_TITLES, READERS, type ErrorReader } from './error-readers.ts';
import { catalogue, getMessage } from '../../tests/support/catalogue.ts';

vi.mock('../platform/browser.ts', () => ({ browser: { i18n: { getMessage } } }));
const { SLOTS, t, tParts } = await import('./i18n.ts');
const { errorKey } = await import('./error-words.tsx');

const codes = Object.keys(ERRORS).filter(isErrorCode);
const keysOf = (code: string) => ['title', 'text'].map((part) => `error_${code.replaceAll('-', '_')}_${part}`);
const message = (key: string) => catalogue[key]?.message ?? '';

function sourcesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

describe('the catalogue', () => {
  it('has a title and a text for every error', () => {
    expect(codes.flatMap(keysOf).filter((key) => message(key) === '')).toEqual([]);
  });

  it('has words for no error that does not exist', () => {
    const own = (part: string, byVariant: Readonly<Record<string, readonly ErrorCode[]>>) =>
      Object.entries(byVariant).flatMap(([variant, its]) => its.map((code) => `error_${code.replaceAll('-', '_')}_${part}_${variant}`));
    const known = new Set([...codes.flatMap(keysOf), ...own('title', OWN_TITLES), ...own('text', OWN_TEXTS)]);
    expect(Object.keys(catalogue).filter((key) => key.startsWith('error_') && !known.has(key))).toEqual([]);
  });

  it('has no word that nobody says, and says none that it lacks', () => {
    const text = [...sourcesUnder('src'), ...sourcesUnder('scripts/build')].join('\n');
    const said = new Set(
      text.match(
        /(?<=['"]|__MSG_)(?:ui|sheet|options|history|notice|menu|bring|welcome|practice)_[a-z0-9_]+(?=['"]|__)|\bapp(?:Name|Description)\b/g,
      ),
    );
    const worded = Object.keys(catalogue).filter((key) => !key.startsWith('error_'));
    expect(worded.filter((key) => !said.has(key) && !key.startsWith('app'))).toEqual([]);
    expect([...said].filter((key) => !(key in catalogue))).toEqual([]);
  });

  it.each(Object.entries(catalogue))(
    '%s names only facts that there are, each by its own number',
    (_, { message: text, placeholders = {} }) => {
      const named = [...text.replaceAll('$$', '').matchAll(/\$(\w+)\$/g)].map(([, name = '']) => name.toLowerCase());
      expect(named.toSorted()).toEqual(Object.keys(placeholders).toSorted());
      for (const [name, { content }] of Object.entries(placeholders)) {
        expect(content).toBe(`$${SLOTS.findIndex((slot) => slot === name) + 1}`);
      }
    },
  );

  it('fits the store: 45 characters for the name, 132 for the description', () => {
    expect(message('appName').length).toBeLessThanOrEqual(45);
    expect(message('appDescription').length).toBeLessThanOrEqual(132);
  });
});

describe('the voice of errors', () => {
  const read = codes.flatMap((code) => READERS[code].map((reader) => [code, reader] as const));
  const text = (code: ErrorCode, reader: ErrorReader) => message(errorKey(code, 'text', reader));
  const title = (code: ErrorCode, reader: ErrorReader) => message(errorKey(code, 'title', reader));
  const isPaying = (reader: ErrorReader) => reader === 'shop' || reader === 'manual';

  it('every error has a reader', () => {
    expect(codes.filter((code) => READERS[code].length === 0)).toEqual([]);
  });

  it.each(read)('%s, read by %s: a short title, whole sentences, no blame and no jargon', (code, reader) => {
    expect(title(code, reader).length).toBeLessThanOrEqual(45);
    expect(title(code, reader)).not.toMatch(/[.!]$/);
    expect(text(code, reader)).toMatch(/[.?]$/);
    expect(text(code, reader)).not.toMatch(/\b(?:error|invalid|token|grant|JSON|HTTP|API|please|oops|sorry)\b/i);
    expect(`${title(code, reader)} ${text(code, reader)}`).not.toMatch(/\b(?:ran out|makes? no sense)\b/i);
  });

  it.each(read.filter(([, reader]) => reader !== 'shop'))('%s, read by %s: speaks of no shop where there is none', (code, reader) => {
    expect(`${title(code, reader)} ${text(code, reader)}`).not.toMatch(
      /\b(?:shops?|check(?:ed|s)? out|orders?|the page)\b(?! of your wallets)/i,
    );
  });

  it.each(read.filter(([, reader]) => !isPaying(reader)))(
    '%s, read by %s: speaks of no money where none was in question',
    (code, reader) => {
      expect(text(code, reader)).not.toMatch(/\bmoney\b|\bpaid\b|\bpay again\b/i);
    },
  );

  it('debited-more, which stands on the receipt of what is paid: says so', () => {
    for (const reader of READERS['debited-more']) expect(text('debited-more', reader)).toMatch(/\bThe payment is complete\b/);
  });

  it.each(read.filter(([code, reader]) => isPaying(reader) && code !== 'debited-more'))(
    '%s, read by %s: says where the money is',
    (code, reader) => {
      const certain = ERRORS[code] !== 'check-first';
      expect(text(code, reader)).toMatch(certain ? /\bno money (?:moved|left it)\b|\bpaid nothing\b/i : /\bpay again\b/i);
    },
  );

  it.each(read.filter(([code, reader]) => ERRORS[code] === 'check-first' && isPaying(reader)))(
    '%s, read by %s: never offers to try again',
    (code, reader) => {
      expect(text(code, reader)).not.toMatch(/\btry again\b/i);
    },
  );
});

describe('say', () => {
  it('fills in facts as they are, dollars and braces included', () => {
    expect(t('sheet_pay', { amount: '$80.80' })).toBe('Pay $80.80');
    expect(t('sheet_pay', { amount: '$1 $AMOUNT$ $$' })).toBe('Pay $1 $AMOUNT$ $$');
  });

  it('takes a text apart at its facts', () => {
    expect(tParts('sheet_rate_value')).toEqual([{ slot: 'amount' }, ' = ', { slot: 'other' }]);
    expect(tParts('sheet_cancel')).toEqual(['Cancel']);
  });

  it('keeps a written dollar', () => {
    expect(t('options_address_hint')).toContain(' $wallet.example/anna ');
  });
});
