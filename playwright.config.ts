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
  // They end what hangs. No test may depend on them, or on how fast the machine is.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: 'tests/out/e2e.json' }]],
});
