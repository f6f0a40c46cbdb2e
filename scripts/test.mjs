#!/usr/bin/env node
// `npm test`: everything a change must pass, in the order that fails soonest. Ends with the counts of vitest and Playwright.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { ROOT } from './build-state.mjs';
import { findChromium } from './chromium.mjs';
import { requireNode } from './node-version.mjs';

requireNode();

const isCI = Boolean(process.env.CI);
const reports = mkdtempSync(join(tmpdir(), 'partnerdesk-test-'));
const counts = { passed: 0, failed: 0, skipped: 0 };
const broken = [];

function step(name, module, args, env = {}) {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules', module), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) broken.push(name);
}

function npmStep(name) {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync('npm', ['run', '--silent', name], { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) broken.push(name);
}

/** Adds a report's figures; a runner that died before writing one counts as a failure. */
function count(name, figures) {
  try {
    const { passed, failed, skipped } = figures(JSON.parse(readFileSync(join(reports, `${name}.json`), 'utf8')));
    counts.passed += passed;
    counts.failed += failed;
    counts.skipped += skipped;
  } catch {
    process.stdout.write(`${name} left no report.\n`);
    counts.failed += 1;
  }
}

const vitestFigures = (report) => {
  // A file that cannot be loaded has no tests in it, only itself.
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded, skipped: report.numPendingTests + report.numTodoTests };
};

const playwrightFigures = ({ stats, errors }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped });

function haveChromium() {
  if (findChromium(chromium.executablePath()) !== null) return true;
  if (process.env.CHROMIUM_PATH === undefined) {
    process.stdout.write('\nNo Chromium on this machine: trying to install one for the browser tests.\n');
    spawnSync(process.execPath, [join(ROOT, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium'], { cwd: ROOT, stdio: 'ignore', timeout: 300_000 });
  }
  return findChromium(chromium.executablePath()) !== null;
}

for (const name of ['typecheck', 'lint', 'build']) npmStep(name);
step('vitest', 'vitest/vitest.mjs', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, 'vitest.json')}`]);
count('vitest', vitestFigures);
const browser = haveChromium();
step('playwright', '@playwright/test/cli.js', ['test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'playwright.json') });
count('playwright', playwrightFigures);
rmSync(reports, { recursive: true, force: true });

if (!browser) {
  process.stdout.write('\nBROWSER TESTS SKIPPED, listed above by name: there is no Chromium. Set CHROMIUM_PATH, or install Chromium or Google Chrome.\n');
  if (isCI) broken.push('browser tests (no Chromium)');
}
if (broken.length > 0) process.stdout.write(`\nNot passed: ${broken.join(', ')}\n`);
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = broken.length > 0 || counts.failed > 0 ? 1 : 0;
