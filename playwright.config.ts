import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e/specs',
  globalSetup: './tests/e2e/fixtures/global-setup.ts',
  outputDir: 'tests/out/e2e',
  fullyParallel: true,
  workers: 3,
  // A test that passes now and then is a failing test.
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'tests/out/e2e.json' }]],
});
