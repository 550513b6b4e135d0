import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { __DEV_HOSTS__: 'false' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    setupFiles: ['tests/support/browser-language.ts'],
    include: [
      'src/**/*.test.{ts,tsx}',
      'demo/**/*.test.ts',
      'scripts/**/*.test.ts',
      'tests/source-tree/**/*.test.ts',
      'tests/faults/**/*.test.ts',
      'tests/merchant/**/*.test.ts',
      'tests/stream/**/*.test.ts',
    ],
    // They end what hangs. Real TLS, real ledgers and thousands of examples take a minute and more where two cores have a bad day.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
  },
});
