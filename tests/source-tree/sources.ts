import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { join } from 'node:path/posix';
import { parseSync } from 'vite';
import { filesUnder } from '../../scripts/build/inputs.ts';
import { inRoot, root } from '../../scripts/lib/paths.ts';

/** One source file with what it imports. */
export interface Source {
  /** From the repository's folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Repository paths for our own files, package names for the rest; types count too. */
  readonly imports: readonly string[];
  /** Those of them that are still there when the types are gone. */
  readonly runtimeImports: readonly string[];
}

/** The TypeScript files under a folder. */
export function sourcesUnder(folder: string): Source[] {
  return filesUnder(inRoot(folder))
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => readSource(relative(root, file).replaceAll('\\', '/')));
}

/** Files that only run as tests may reach further than the code they test. */
export function isTest({ path }: Source): boolean {
  return /\.test\.tsx?$|\/testing\//.test(path);
}

function readSource(path: string): Source {
  const text = readFileSync(inRoot(path), 'utf8');
  const { module } = parseSync(path, text);
  const nameOf = (specifier: string) => (specifier.startsWith('.') ? join(dirname(path), specifier) : packageOf(specifier));
  const found = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      name: nameOf(moduleRequest.value),
      isType: entries.length > 0 && entries.every((entry) => entry.isType),
    })),
    ...module.staticExports
      .flatMap(({ entries }) => entries)
      .flatMap(({ moduleRequest, isType }) => (moduleRequest ? [{ name: nameOf(moduleRequest.value), isType }] : [])),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({ name: nameOf(text.slice(start + 1, end - 1)), isType: false })),
  ];
  const names = (kept: typeof found) => [...new Set(kept.map(({ name }) => name))];
  return { path, text, imports: names(found), runtimeImports: names(found.filter(({ isType }) => !isType)) };
}

function packageOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
