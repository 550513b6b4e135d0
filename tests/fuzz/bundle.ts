import { build } from 'vite';
import { inRoot } from '../../scripts/lib/paths.ts';

/** The senders that run in the browser, as one script. */
export async function bundleSenders(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: inRoot('tests', 'fuzz', 'in-browser.ts'), formats: ['iife'], name: 'senders' },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  const [chunk] = result && 'output' in result ? result.output : [];
  if (chunk?.type !== 'chunk') throw new Error('no script was built');
  return chunk.code;
}
