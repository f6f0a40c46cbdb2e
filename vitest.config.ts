import { defineConfig } from 'vitest/config';
import { requireNode } from './scripts/node-version.mjs';

// Older Node dies with SIGSEGV in better-sqlite3 and says nothing.
requireNode();

// TZ is left alone on purpose: every test must pass in any time zone (`TZ=America/New_York npm run unit`).
const common = { pool: 'forks', testTimeout: 20_000, hookTimeout: 30_000, restoreMocks: true, unstubEnvs: true, unstubGlobals: true } as const;

export default defineConfig({
  test: {
    // Explicit, so that a project without files yet does not fail the run.
    passWithNoTests: true,
    coverage: { provider: 'v8', include: ['src/**'], reportsDirectory: 'coverage' },
    projects: [
      {
        test: {
          ...common,
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/renderer/**', 'test/tidy/**', 'test/e2e/**', '**/node_modules/**'],
        },
      },
      {
        test: { ...common, name: 'renderer', environment: 'happy-dom', include: ['test/renderer/**/*.test.{ts,tsx}'] },
      },
      {
        test: { ...common, name: 'tidy', environment: 'node', include: ['test/tidy/**/*.test.ts'] },
      },
    ],
  },
});
