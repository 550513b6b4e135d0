import { inRoot } from '../../scripts/lib/paths.ts';
import { build } from 'vite';

export const PAGES_DIR = inRoot('tests', 'out', 'pages');

/** Builds the sheet and the options page alone, as the extension's own build does, so that a plain browser can show them. */
export async function buildPages(): Promise<void> {
  await build({
    root: inRoot(),
    configFile: false,
    logLevel: 'error',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: PAGES_DIR,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: [inRoot('src', 'popup', 'index.html'), inRoot('src', 'options', 'index.html')] },
    },
  });
}
