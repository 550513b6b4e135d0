import { build, type InlineConfig, type Plugin, type ResolvedConfig, type Rolldown } from 'vite';

/**
 * Builds the extension's worker as one self-contained classic script, and names it in the manifest. A module worker starts about
 * 40 ms later in Chromium, whatever is in it, and Firefox runs background scripts as classic ones.
 *
 * @param entry the worker's source file
 * @param file the script's name in the build
 */
export function classicWorker(entry: string, file: string): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'tender:classic-worker',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    generateBundle: {
      // After the manifest was emitted.
      order: 'post',
      async handler(_options, bundle) {
        const manifest = bundle['manifest.json'];
        if (manifest?.type !== 'asset') return this.error('there is no manifest.json to name the worker in');
        const { code, map } = await scriptOf(entry, config);
        this.emitFile({ type: 'asset', fileName: file, source: code });
        if (map) this.emitFile({ type: 'asset', fileName: `${file}.map`, source: map.toString() });
        const declared = JSON.parse(manifest.source.toString()) as object;
        manifest.source = JSON.stringify({ ...declared, background: { service_worker: file } }, null, 2);
      },
    },
  };
}

async function scriptOf(entry: string, { root, mode, define, build: options }: ResolvedConfig): Promise<Rolldown.OutputChunk> {
  const settings: InlineConfig = {
    root,
    mode,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: define ?? {},
    build: {
      write: false,
      target: options.target,
      sourcemap: options.sourcemap,
      reportCompressedSize: false,
      // As a library: an application would get a helper that preloads chunks, which knows only windows.
      lib: { entry, formats: ['iife'], name: 'worker' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  };
  const result = await build(settings);
  const output = Array.isArray(result) ? result[0] : result;
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (!chunk) throw new Error(`nothing was built from ${entry}`);
  return chunk;
}
