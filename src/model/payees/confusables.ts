/**
 * Letters that look alike: the letters of the Cyrillic, Greek and extended Latin alphabets, and the digits, that resemble a plain Latin
 * letter in the fonts of browsers. Much smaller than Unicode's list (UTS 39): other scripts (Armenian, Cherokee, Lisu, mathematical
 * letters) are not included. In a Latin name they are still detected as mixed scripts.
 */

/** Each Latin letter with similar ones. */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  a: 'аαɑạ',
  b: 'ьЬƅЪъ6',
  c: 'сϲⅽᴄ',
  d: 'ԁɗⅾđ',
  e: 'еєεҽ3',
  f: 'ƒғϝ',
  g: 'ɡԍց9',
  h: 'һнħ',
  j: 'јϳ',
  k: 'кκқ',
  // A single stroke: these look the same in many fonts, so `i` is one of them.
  l: 'i1ıіїιlӏǀɩⅼł',
  m: 'мⅿ',
  n: 'пηпո',
  o: 'оοσ0օѳөø',
  p: 'рρ',
  q: 'ԛգ',
  r: 'гɾ',
  s: 'ѕʂ5',
  t: 'тτ7',
  u: 'υцսʋ',
  v: 'νѵⅴ',
  w: 'ωԝѡшщ',
  x: 'хχⅹ',
  y: 'уγүყ',
  z: 'ʐᴢ2',
};

const LATIN_FOR = new Map(Object.entries(LOOKS_LIKE).flatMap(([latin, others]) => Array.from(others, (other) => [other, latin] as const)));

/** Adjacent letters that look like another one, applied after the single letters were replaced. */
const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/cl/g, 'd'],
  [/æ/g, 'ae'],
  [/œ/g, 'oe'],
  [/ß/g, 'ss'],
];

const MARKS = /\p{M}+/gu;

/** The skeleton of a name: two names with the same skeleton look alike. Marks (é, ñ) and hyphens are removed. */
export function skeletonOf(name: string): string {
  const bare = name.normalize('NFKD').replace(MARKS, '').toLowerCase();
  const latin = Array.from(bare, (character) => LATIN_FOR.get(character) ?? character).join('');
  return PAIRS.reduce((text, [pair, single]) => text.replace(pair, single), latin).replaceAll('-', '');
}

const SCRIPTS = [
  ['Latin', /\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Han', /\p{Script=Han}/u],
  ['Hiragana', /\p{Script=Hiragana}/u],
  ['Katakana', /\p{Script=Katakana}/u],
  ['Hangul', /\p{Script=Hangul}/u],
  ['Bopomofo', /\p{Script=Bopomofo}/u],
] as const;

/** Scripts that languages combine (UTS 39, section 5.1); Latin is allowed with each of them. */
const TOGETHER: readonly (readonly string[])[] = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Hangul'],
  ['Latin', 'Han', 'Bopomofo'],
];

const NO_LETTERS = /[\p{Script=Common}\p{Script=Inherited}]/gu;

/** Whether a label mixes scripts that no language combines, such as Latin and Cyrillic. */
export function mixesScripts(label: string): boolean {
  const letters = label.replace(NO_LETTERS, '');
  const scripts = SCRIPTS.filter(([, script]) => script.test(letters)).map(([name]) => name as string);
  const rest = SCRIPTS.reduce((text, [, script]) => text.replace(new RegExp(script, 'gu'), ''), letters);
  // For other scripts it is sufficient that they are combined with a second one.
  if (rest !== '') return scripts.length > 0;
  return scripts.length > 1 && !TOGETHER.some((family) => scripts.every((name) => family.includes(name)));
}
