import { defineConfig } from '@playwright/test';

/** Pictures of every state of the sheet and of the options page, for people to look at: `npm run e2e -- -c tests/ui`. They check nothing. */
export default defineConfig({
  testDir: '.',
  testMatch: 'pictures.ts',
  outputDir: '../out/ui-results',
  fullyParallel: true,
  workers: 2,
  reporter: 'list',
  timeout: 120_000,
});
