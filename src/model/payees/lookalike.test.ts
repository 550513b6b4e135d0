import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOSTS } from '../../../tests/support/hosts.ts';
import { mixesScripts, skeletonOf } from './confusables.ts';
import { distance, knownHosts, lookalikeOf } from './lookalike.ts';
import { decodeLabel } from './punycode.ts';
import { siteOf } from './site.ts';

/** A host as browsers hand it out. */
const encoded = (host: string) => new URL(`https://${host}/`).host;

describe('decodeLabel', () => {
  // RFC 3492, section 7.1.
  it.each([
    ['xn--egbpdaj6bu4bxfgehfvwxn', 'ليهمابتكلموشعربي؟'],
    ['xn--ihqwcrb4cv8a8dqg056pqjye', '他们为什么不说中文'],
    ['xn--Proprostnemluvesky-uyb24dma41a', 'pročprostěnemluvíčesky'],
    ['xn--4dbcagdahymbxekheh6e0a7fei0b', 'למההםפשוטלאמדבריםעברית'],
    ['xn--n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa', 'なぜみんな日本語を話してくれないのか'],
    ['xn--b1abfaaepdrnnbgefbadotcwatmq2g4l', 'почемужеонинеговорятпорусски'],
    ['shop', 'shop'],
    ['xn--', 'xn--'],
    ['xn--99999999999', 'xn--99999999999'],
  ])('%s', (label, text) => {
    expect(decodeLabel(label)).toBe(text);
  });

  it('property: gives back whatever the browser encodes, and never throws', () => {
    const letters = fc.constantFrom(...Array.from('abzаеорсхуαορνéñüøłя日本語ひカ한글'));
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 1, maxLength: 20 }).map((all) => all.join('')),
        (label) => {
          if (!URL.canParse(`https://${label}.test/`)) return;
          const [host = ''] = encoded(`${label}.test`).split('.');
          expect(decodeLabel(host)).toBe(label.normalize('NFKC').toLowerCase());
        },
      ),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 70 }), (text) => {
        expect(decodeLabel(`xn--${text}`)).toBeTypeOf('string');
      }),
    );
  });
});

describe('siteOf', () => {
  it.each([
    ['www.shop.example', 'shop', 'shop.example'],
    ['shop.co.uk', 'shop', 'shop.co.uk'],
    ['pay.shop.com.au', 'shop', 'shop.com.au'],
    ['alice.github.io', 'alice', 'alice.github.io'],
    ['co.uk', 'co', 'co.uk'],
    ['shop.test:8443', 'shop', 'shop.test'],
    ['localhost', 'localhost', 'localhost'],
  ])('%s', (host, name, domain) => {
    expect(siteOf(host)).toMatchObject({ name, domain });
  });
});

describe('lookalikeOf', () => {
  const before = ['happylifebank.example', 'shop.example', 'paypoint.co.uk'];
  it.each([
    ['happy1ifebank.example', 'confusable', 'happylifebank.example'],
    ['hаppylifebank.example', 'confusable', 'happylifebank.example'],
    ['happylifebarik.example', 'near', 'happylifebank.example'],
    ['hapyplifebank.example', 'near', 'happylifebank.example'],
    ['happylife-bank.example', 'confusable', 'happylifebank.example'],
    ['happylifebank.shop', 'other-ending', 'happylifebank.example'],
    ['shop.example.secure-login.io', 'inside', 'shop.example'],
    ['wallet.paypoint.com', 'other-ending', 'paypoint.co.uk'],
  ])('%s is %s', (host, why, like) => {
    expect(lookalikeOf(encoded(host), knownHosts(before))).toEqual({ why, like });
  });

  it('says nothing of the hosts themselves, their subdomains and strangers', () => {
    for (const host of [
      ...before,
      'www.shop.example',
      'wallet.happylifebank.example:8443',
      'orchard.example',
      'bücher.example',
      '日本語.jp',
    ])
      expect(lookalikeOf(encoded(host), knownHosts(before))).toBeUndefined();
  });

  it('tells a mixture of alphabets even where nothing was paid before', () => {
    expect(lookalikeOf(encoded('pаypal.example'), [])).toEqual({ why: 'mixed-scripts' });
    expect(mixesScripts('日本のshop')).toBe(false);
    expect(mixesScripts('ελλάδα')).toBe(false);
  });
});

describe('distance', () => {
  it.each([
    ['bank', 'bank', 0],
    ['bank', 'bnak', 1],
    ['bank', 'banks', 1],
    ['bank', '', 4],
    ['kitten', 'sitting', 3],
  ])('%s, %s', (a, b, expected) => {
    expect(distance(a, b)).toBe(expected);
  });
});

/** What people who register lookalikes do to a name; each gives every name that it can make. */
const TRICKS: Readonly<Record<string, (name: string) => readonly string[]>> = {
  'other alphabet, one letter': (name) => places(name, (letter) => ABROAD[letter] ?? []),
  'other alphabet, all letters': (name) => [Array.from(name, (letter) => ABROAD[letter]?.[0] ?? letter).join('')],
  'accent on a letter': (name) => places(name, (letter) => (/[aeiou]/.test(letter) ? [`${letter}\u0301`.normalize('NFC')] : [])),
  'digit for a letter': (name) => places(name, (letter) => DIGITS[letter] ?? []),
  'pair for a letter': (name) =>
    ['m', 'w', 'd'].filter((letter) => name.includes(letter)).map((letter) => name.replace(letter, PAIR[letter] ?? '')),
  'neighbours swapped': (name) =>
    positions(name)
      .slice(1)
      .map((at) => name.slice(0, at - 1) + (name[at] ?? '') + (name[at - 1] ?? '') + name.slice(at + 1)),
  'letter dropped': (name) => places(name, () => ['']),
  'letter doubled': (name) => places(name, (letter) => [letter + letter]),
  'key beside': (name) => places(name, (letter) => Array.from(KEYS[letter] ?? '')),
  'hyphen added': (name) =>
    positions(name)
      .slice(1)
      .map((at) => `${name.slice(0, at)}-${name.slice(at)}`),
  'letter at the end': (name) => ['s', 'e', 'x'].map((letter) => name + letter),
};
const ABROAD: Readonly<Record<string, readonly string[]>> = {
  a: ['а', 'α'],
  c: ['с'],
  e: ['е'],
  i: ['і', 'ι'],
  j: ['ј'],
  k: ['к', 'κ'],
  o: ['о', 'ο'],
  p: ['р', 'ρ'],
  s: ['ѕ'],
  t: ['т'],
  u: ['υ'],
  v: ['ν'],
  x: ['х'],
  y: ['у'],
};
const DIGITS: Readonly<Record<string, readonly string[]>> = { o: ['0'], l: ['1', 'i'], i: ['1', 'l'], s: ['5'], e: ['3'] };
const PAIR: Readonly<Record<string, string>> = { m: 'rn', w: 'vv', d: 'cl' };
const KEYS: Readonly<Record<string, string>> = {
  a: 'sq',
  b: 'vn',
  c: 'xv',
  d: 'sf',
  e: 'wr',
  g: 'fh',
  i: 'uo',
  k: 'jl',
  l: 'k',
  m: 'n',
  n: 'bm',
  o: 'ip',
  r: 'et',
  s: 'ad',
  t: 'ry',
  u: 'yi',
};

const positions = (name: string) => Array.from({ length: name.length }, (_, index) => index);
const places = (name: string, change: (letter: string) => readonly string[]) =>
  positions(name).flatMap((at) => change(name[at] ?? '').map((other) => name.slice(0, at) + other + name.slice(at + 1)));

describe('measured', () => {
  it('flags at least 99 % of generated lookalikes and at most 1 % of honest hosts', () => {
    const rows: [string, number, number][] = [];
    let [flagged, all] = [0, 0];
    // A user has paid at fifty hosts; lookalikes are made of each of the list's names in turn.
    const known = knownHosts(HOSTS);
    const histories = known.map((own, at) => [...known.filter((_, index) => (index + at) % 6 === 0 && index !== at), own]);
    for (const [trick, make] of [...Object.entries(TRICKS), ['other ending', undefined] as const]) {
      let [found, made] = [0, 0];
      for (const [at, host] of HOSTS.entries()) {
        const { name, ending } = siteOf(host);
        const fakes = make
          ? make(name).map((fake) => `${fake}.${ending}`)
          : ['com', 'shop', 'net', 'co'].map((other) => `${name}.${other}`);
        for (const fake of fakes) {
          if (!URL.canParse(`https://${fake}/`) || encoded(fake) === host || siteOf(fake).domain === host) continue;
          made++;
          if (lookalikeOf(encoded(fake), histories[at] ?? [])) found++;
        }
      }
      rows.push([trick, found, made]);
      flagged += found;
      all += made;
    }
    const wrong = HOSTS.filter((host) =>
      lookalikeOf(
        host,
        known.filter((other) => other.host !== host),
      ),
    );
    const rate = flagged / all;
    for (const [trick, found, made] of rows) console.info(`${trick}: ${found} of ${made}, ${percent(found / made)}`);
    console.info(
      `lookalikes flagged: ${flagged} of ${all}, ${percent(rate)}; honest hosts flagged: ${wrong.length} of ${HOSTS.length}, ${percent(wrong.length / HOSTS.length)} ${wrong.join(' ')}`,
    );
    expect(rate).toBeGreaterThanOrEqual(0.99);
    expect(wrong.length / HOSTS.length).toBeLessThanOrEqual(0.01);
  });

  it('property: what looks the same has one skeleton, whatever its case', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HOSTS), (host) => {
        expect(skeletonOf(host.toUpperCase())).toBe(skeletonOf(host));
      }),
    );
  });
});

const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
