import { test as base, type Page } from '@playwright/test';
import { CHROMIUM_PATH } from './chromium.ts';

export { expect } from '@playwright/test';

/** What a page complained about: console warnings and errors, uncaught errors. */
export function listenForTrouble(page: Page): string[] {
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'warning' || message.type() === 'error') troubles.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.message}`));
  return troubles;
}

/** Every browser test skips by name where there is no Chromium, and fails when its page complains on the console. */
export const test = base.extend<{ readonly needsChromium: undefined; readonly quietPage: undefined }>({
  needsChromium: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
    async ({}, use, testInfo) => {
      testInfo.skip(CHROMIUM_PATH === null, 'no Chromium on this machine');
      await use(undefined);
    },
    { auto: true },
  ],
  quietPage: async ({ page }, use) => {
    const troubles = listenForTrouble(page);
    await use(undefined);
    if (troubles.length > 0) throw new Error(`the page complained:\n${troubles.join('\n')}`);
  },
});
