import { describe, expect, it } from 'vitest';
import { isTest, type Source, sourcesUnder } from './sources.ts';

/**
 * Who may import whom under `src/`: the room, the rooms that it may look into, and single files of others.
 * `docs/architecture.md` says why. A new arrow is a decision: it is made here, in the open.
 */
const arrows: Readonly<Record<string, readonly string[]>> = {
  payments: [],
  messages: ['payments'],
  platform: ['payments/clock.ts'],
  stream: [],
  rails: ['payments', 'stream'],
  wallets: ['payments'],
  storage: ['payments', 'wallets'],
  background: ['payments', 'rails', 'stream', 'wallets', 'messages', 'storage', 'platform'],
  page: ['messages'],
  content: ['messages', 'platform'],
  ui: ['messages', 'platform', 'payments/amount.ts', 'payments/errors.ts'],
  popup: ['ui', 'messages', 'platform', 'payments/amount.ts'],
  // The data file of providers is plain data, as true on a page as in the worker.
  options: ['ui', 'messages', 'platform', 'payments/amount.ts', 'wallets/providers.ts'],
};

/** The same core has to run in a service worker, in Node and in a web page's worker. */
const withoutBrowser = ['payments', 'rails', 'wallets', 'messages', 'stream'];

const sources = sourcesUnder('src').filter((source) => !isTest(source));

const roomOf = (path: string) => /^src\/([^/]+)\//.exec(path)?.[1];

function forbidden(source: Source): string[] {
  const room = roomOf(source.path);
  const allowed = room === undefined ? [] : [room, ...(arrows[room] ?? [])];
  return source.imports
    .filter((target) => target.startsWith('src/'))
    .filter((target) => !allowed.some((place) => target === `src/${place}` || target.startsWith(`src/${place}/`)))
    .map((target) => `${source.path} → ${target}`);
}

describe('arrows between rooms', () => {
  it('knows every room', () => {
    const rooms = new Set(sources.map(({ path }) => roomOf(path)));
    expect([...rooms].filter((room) => room === undefined || !(room in arrows))).toEqual([]);
  });

  it('goes only where the plan of the house says', () => {
    expect(sources.flatMap(forbidden)).toEqual([]);
  });

  it('never leads out of src/ to the demo, the tests or the scripts', () => {
    const outside = /^(demo|tests|scripts)\/|^\.\./;
    expect(
      sources.flatMap(({ path, imports }) => imports.filter((target) => outside.test(target)).map((target) => `${path} → ${target}`)),
    ).toEqual([]);
  });

  it('reaches the browser through src/platform only', () => {
    const users = sources.filter(({ runtimeImports }) => runtimeImports.includes('webextension-polyfill')).map(({ path }) => path);
    expect(users.filter((path) => roomOf(path) !== 'platform')).toEqual([]);
  });

  it('keeps the core free of the browser', () => {
    const api = /(?<![\w.$'`-])(?:chrome|browser)\s*\.\s*\w/;
    const core = sources.filter(({ path }) => withoutBrowser.includes(roomOf(path) ?? ''));
    const withoutComments = ({ text }: Source) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(core.filter((source) => api.test(withoutComments(source))).map(({ path }) => path)).toEqual([]);
  });

  it('keeps time, chance, networks and packages out of payments/', () => {
    const payments = sources.filter(({ path }) => roomOf(path) === 'payments');
    const effects = /\b(?:Date\.now\(|new Date\(\)|fetch\(|setTimeout\(|setInterval\(|Math\.random\(|indexedDB\b)/;
    expect(
      payments.flatMap(({ path, imports }) => imports.filter((target) => !target.startsWith('src/')).map((name) => `${path} → ${name}`)),
    ).toEqual([]);
    expect(payments.filter(({ text }) => effects.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('has no circles', () => {
    expect(circles(sources)).toEqual([]);
  });
});

/** Each circle of imports once, as a chain of paths. */
function circles(all: readonly Source[]): string[] {
  const byPath = new Map(all.map((source) => [source.path, source]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(' → '));
    if (at >= 0 || done.has(path)) return;
    for (const target of byPath.get(path)?.imports ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of all) visit(path, []);
  return found;
}
