import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * A Chromium to test with: CHROMIUM_PATH, one of the system, or Playwright's own (`ownPath`). CHROMIUM_PATH=none means: act as if there were none.
 * @param {string} ownPath @param {Record<string, string | undefined>} [env] @returns {string | null}
 */
export function findChromium(ownPath, env = process.env) {
  const named = env.CHROMIUM_PATH;
  if (named === 'none') return null;
  if (named) return existsSync(named) ? named : null;
  return [...PLACES, ownPath].find((path) => existsSync(path)) ?? null;
}
