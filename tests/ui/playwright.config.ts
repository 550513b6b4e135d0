import { defineConfig } from '@playwright/test';

/** The looks of the sheet and of the options page alone: `npx playwright test -c tests/ui`. */
export default defineConfig({
  testDir: '../e2e/specs',
  testMatch: 'ui-*.spec.ts',
  outputDir: '../out/ui-results',
  workers: 1,
  reporter: 'list',
  timeout: 30_000,
});
