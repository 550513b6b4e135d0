import { describe, expect, it } from 'vitest';
import { isTest, type Source, sourcesUnder } from './sources.ts';

/**
 * The modules under `src/`, and what each may import: other modules, or single files of them. `docs/architecture.md` says why.
 * A new entry is a decision, made here.
 */
const allowedImports: Readonly<Record<string, readonly string[]>> = {
  model: [],
  stream: [],
  consents: ['model'],
  limits: ['model', 'consents'],
  engine: ['model', 'limits', 'consents'],
  wallets: ['model'],
  rails: ['model', 'stream', 'wallets'],
  // The one page that belongs to a rail: its make-believe wallet's. It runs in a tab, the rest of `rails` in the worker.
  'rails/practice/wallet-page': ['ui', 'rails/practice'],
  messages: ['model', 'limits'],
  storage: ['model', 'limits', 'wallets'],
  controllers: ['model', 'engine', 'limits', 'consents', 'rails', 'stream', 'wallets', 'messages', 'storage'],
  platform: ['model/clock.ts'],
  background: ['model', 'engine', 'limits', 'consents', 'rails', 'stream', 'wallets', 'messages', 'storage', 'controllers', 'platform'],
  page: ['messages'],
  content: ['messages', 'platform'],
  ui: ['messages', 'platform', 'model/amount.ts', 'model/errors.ts'],
  popup: ['ui', 'messages', 'platform', 'model/amount.ts'],
  // The data file of providers is plain data, as true on a page as in the worker.
  options: ['ui', 'messages', 'platform', 'model/amount.ts', 'wallets/open-payments/providers.ts'],
};

/** The same core has to run in a service worker, in Node and in a web page's worker. */
const withoutBrowser = ['model', 'engine', 'limits', 'consents', 'rails', 'wallets', 'messages', 'stream', 'controllers'];

const sources = sourcesUnder('src').filter((source) => !isTest(source));

const demo = sourcesUnder('demo').filter((source) => !isTest(source));

const within = Object.keys(allowedImports).filter((name) => name.includes('/'));

const moduleOf = (path: string) => within.find((name) => path.startsWith(`src/${name}/`)) ?? /^src\/([^/]+)\//.exec(path)?.[1];

function forbidden(source: Source): string[] {
  const module = moduleOf(source.path);
  const allowed = module === undefined ? [] : [module, ...(allowedImports[module] ?? [])];
  return source.imports
    .filter((target) => target.startsWith('src/'))
    .filter((target) => !allowed.some((name) => target === `src/${name}` || target.startsWith(`src/${name}/`)))
    .map((target) => `${source.path} → ${target}`);
}

describe('imports between modules', () => {
  it('knows every module', () => {
    const modules = new Set(sources.map(({ path }) => moduleOf(path)));
    expect([...modules].filter((module) => module === undefined || !(module in allowedImports))).toEqual([]);
  });

  it('are only those that are allowed', () => {
    expect(sources.flatMap(forbidden)).toEqual([]);
  });

  it('know the sample rail by its line in the registry alone', () => {
    const sample = (path: string) => path.startsWith('src/rails/practice/');
    const users = sources.filter(({ path, imports }) => !sample(path) && imports.some(sample));
    expect(users.map(({ path }) => path)).toEqual(['src/rails/index.ts']);
  });

  it('never lead out of src/ to the demo, the tests or the scripts', () => {
    const outside = /^(demo|tests|scripts)\/|^\.\./;
    expect(
      sources.flatMap(({ path, imports }) => imports.filter((target) => outside.test(target)).map((target) => `${path} → ${target}`)),
    ).toEqual([]);
  });

  it('reach the browser through src/platform only', () => {
    const users = sources.filter(({ runtimeImports }) => runtimeImports.includes('webextension-polyfill')).map(({ path }) => path);
    expect(users.filter((path) => moduleOf(path) !== 'platform')).toEqual([]);
  });

  it('keep the core free of the browser', () => {
    const api = /(?<![\w.$'`-])(?:chrome|browser)\s*\.\s*\w/;
    const core = sources.filter(({ path }) => withoutBrowser.includes(moduleOf(path) ?? ''));
    const withoutComments = ({ text }: Source) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(core.filter((source) => api.test(withoutComments(source))).map(({ path }) => path)).toEqual([]);
  });

  it('keep time, chance, networks and packages out of the payments core', () => {
    const payments = sources.filter(({ path }) => ['model', 'engine', 'limits', 'consents'].includes(moduleOf(path) ?? ''));
    const effects = /\b(?:Date\.now\(|new Date\(\)|fetch\(|setTimeout\(|setInterval\(|Math\.random\(|indexedDB\b)/;
    expect(
      payments.flatMap(({ path, imports }) => imports.filter((target) => !target.startsWith('src/')).map((name) => `${path} → ${name}`)),
    ).toEqual([]);
    expect(payments.filter(({ text }) => effects.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('never lead from a server of the demo to the world, and from the world to a server by its definition only', () => {
    const { imports = [] } = demo.find(({ path }) => path === 'demo/world.ts') ?? {};
    const servers = demo.filter(({ path }) => path.startsWith('demo/servers/'));
    expect(imports.filter((target) => /^demo\/servers\/\w+\//.test(target) && !target.endsWith('/server.ts'))).toEqual([]);
    expect(servers.filter(({ imports: targets }) => targets.includes('demo/world.ts')).map(({ path }) => path)).toEqual([]);
  });

  it('have no cycles, the demo world included', () => {
    expect(cycles([...sources, ...demo])).toEqual([]);
  });
});

/** Each cycle of imports once, as a chain of paths. */
function cycles(all: readonly Source[]): string[] {
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
