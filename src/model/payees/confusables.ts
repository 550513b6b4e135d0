/**
 * What letters look like. A small table of our own: the letters of the Cyrillic, Greek and extended Latin alphabets, and the digits,
 * that a reader takes for a plain Latin letter in the fonts of browsers. It is far smaller than Unicode's own list (UTS 39): other
 * scripts (Armenian, Cherokee, Lisu, letters for mathematics) are not in it. Mixed into a Latin name they still show as a mixture of
 * scripts.
 */

/** Each Latin letter with those that are taken for it. */
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
  // One stroke: in many fonts nobody can tell these apart, so `i` is one of them as well.
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

/** Letters side by side that read as another one, after the single letters have been replaced. */
const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/cl/g, 'd'],
  [/æ/g, 'ae'],
  [/œ/g, 'oe'],
  [/ß/g, 'ss'],
];

const MARKS = /\p{M}+/gu;

/** The bare shape of a name: two names with one skeleton look alike. Marks (é, ñ) and hyphens are dropped. */
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

/** Scripts that languages do write together (UTS 39, section 5.1); a Latin name may stand among each of them. */
const TOGETHER: readonly (readonly string[])[] = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Hangul'],
  ['Latin', 'Han', 'Bopomofo'],
];

const NO_LETTERS = /[\p{Script=Common}\p{Script=Inherited}]/gu;

/** Whether one label mixes alphabets that no language mixes, such as Latin and Cyrillic. */
export function mixesScripts(label: string): boolean {
  const letters = label.replace(NO_LETTERS, '');
  const scripts = SCRIPTS.filter(([, script]) => script.test(letters)).map(([name]) => name as string);
  const rest = SCRIPTS.reduce((text, [, script]) => text.replace(new RegExp(script, 'gu'), ''), letters);
  // Of the scripts that have no line above it is enough to know that they stand beside another one.
  if (rest !== '') return scripts.length > 0;
  return scripts.length > 1 && !TOGETHER.some((family) => scripts.every((name) => family.includes(name)));
}
