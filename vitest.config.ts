import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { __DEV_HOSTS__: 'false' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: [
      'src/**/*.test.{ts,tsx}',
      'demo/**/*.test.ts',
      'scripts/**/*.test.ts',
      'tests/house/**/*.test.ts',
      'tests/faults/**/*.test.ts',
      'tests/stream/**/*.test.ts',
    ],
    // Real TLS and real ledgers in some of them, on machines with two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
