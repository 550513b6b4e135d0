import { inRoot } from '../../scripts/lib/paths.ts';
import { type Rolldown, build } from 'vite';

/** What is served, by path. */
export type Pages = ReadonlyMap<string, string | Uint8Array>;

/**
 * Builds the sheet and the options page alone, as the extension's own build does, so that a plain browser can show them. Kept in memory:
 * Playwright begins a process anew after each failure, and must not take another's pages away.
 */
export async function buildPages(): Promise<Pages> {
  const built = (await build({
    root: inRoot(),
    configFile: false,
    logLevel: 'error',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: [inRoot('src', 'popup', 'index.html'), inRoot('src', 'options', 'index.html')] },
    },
  })) as Rolldown.RolldownOutput;
  return new Map(built.output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]));
}
