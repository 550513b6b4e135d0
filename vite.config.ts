import { crx } from '@crxjs/vite-plugin';
import { defineConfig } from 'vite';
import { classicWorker } from './scripts/build/classic-worker.ts';
import { manifestForPlugin } from './scripts/build/manifest.ts';
import { scriptName } from './scripts/build/script-name.ts';

// `--mode dev` is the build for local servers; every other mode is the production build.
export default defineConfig(({ mode }) => {
  const flavour = mode === 'dev' ? 'dev' : 'production';
  return {
    plugins: [
      crx({
        manifest: manifestForPlugin(flavour),
        browser: 'chrome',
        // Self-contained classic scripts: with shared chunks they would load late, behind the page's own
        // scripts, and their chunks would be web-accessible, which lets any page see the extension.
        contentScripts: { standaloneFiles: ['src/page/index.ts', 'src/content/index.ts'] },
      }),
      scriptName('src/page/index.js', 'payment-request'),
      classicWorker('src/background/index.ts', 'background.js'),
    ],
    define: { __DEV_HOSTS__: JSON.stringify(flavour === 'dev') },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: flavour === 'dev' ? 'dist/chrome-dev' : 'dist/chrome',
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: false,
      // `npm run build` moves them out of the package, into a folder beside it.
      sourcemap: 'hidden',
      reportCompressedSize: false,
      rolldownOptions: {
        // Pages that the manifest does not name.
        input: ['src/rails/practice/wallet-page/index.html'],
        // What several pages share is one file: by default there is one for each set of pages, and the sheet would load more of them.
        output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } },
      },
    },
  };
});
