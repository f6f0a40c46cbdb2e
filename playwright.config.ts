import { defineConfig, devices } from '@playwright/test';
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from './test/e2e/support/chromium.ts';

const isCI = Boolean(process.env['CI']);

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/e2e',
  // A test that needs a second try is a test to repair.
  workers: 2,
  retries: 0,
  forbidOnly: isCI,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1280, height: 820 },
    trace: 'off',
    video: 'off',
    screenshot: 'only-on-failure',
    launchOptions: { args: [...CHROMIUM_FLAGS], ...(CHROMIUM_PATH === null ? {} : { executablePath: CHROMIUM_PATH }) },
  },
});
