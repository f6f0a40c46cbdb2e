import type { Locator, Page } from '@playwright/test';
import { countMice, tabTo } from './support/keyboard.ts';
import { Served } from './support/served.ts';
import { missingBuild } from './support/sim.ts';
import { test as base, expect } from './support/test.ts';

const notBuilt = missingBuild();

const test = base.extend<{ readonly served: Served }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
  served: async ({}, use) => {
    const served = new Served();
    await use(served);
    await served.stop();
  },
});

test.beforeEach(() => {
  test.skip(notBuilt !== null, notBuilt ?? '');
});

async function go(page: Page, letter: string, heading: RegExp): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press(letter);
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
}

/** The next step of the run, confirmed by its button or by typing the quarter. */
async function step(page: Page, button: RegExp, typed?: string): Promise<void> {
  await expect(page.getByRole('button', { name: / the run(?: as (?:sent|paid))?$/ }).first()).toBeVisible();
  await page.keyboard.press('Control+Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/\d+ payments? in all/)).toBeVisible();
  if (typed === undefined) {
    await tabTo(page, button);
  } else {
    await expect(dialog.getByLabel(`Type ${typed} to confirm`)).toBeFocused();
    await page.keyboard.type(typed);
  }
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

/** I issues the quarter's statements; P and X save the one that is open, R issues it again. */
async function issueAndSave(page: Page, details: Locator): Promise<void> {
  await page.keyboard.press('i');
  await expect(page.getByRole('dialog')).toContainText('will bear the names');
  await tabTo(page, /^\s*Issue$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  for (const [key, name] of [
    ['p', /^Statement_2026-Q3-0001_.*\.pdf$/],
    ['x', /^Statement_2026-Q3-0001_.*\.xlsx$/],
  ] as const) {
    const saved = page.waitForEvent('download');
    await page.keyboard.press(key);
    expect((await saved).suggestedFilename()).toMatch(name);
  }
  await expect(details.getByRole('button', { name: 'Issue again' })).toBeVisible();
  await page.keyboard.press('r');
  await expect(page.getByRole('textbox', { name: /Why it is issued again/ })).toBeFocused();
  await page.keyboard.type('the partner moved');
  await tabTo(page, /^\s*Issue again$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByText(/2026-Q3-0001 r2/)).toBeVisible();
}

test('S21, S22 by keyboard alone: a quarter run through from proposal to paid, with a hold taken back, to its statements', async ({ page, served }) => {
  test.setTimeout(180_000);
  served.ask('init', '--sample');
  await served.start('--today', '2026-11-05');
  const runState = (): string => (served.ask('call', 'payouts.run', '{"quarter":"2026-Q3"}') as { state: string }).state;
  const mice = await countMice(page);
  await page.goto(served.link);
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();

  await go(page, 'u', /Payout run/);
  await expect(page.getByRole('heading', { level: 1, name: /Q\d 2026/ })).toBeVisible();
  if (!(await page.getByRole('heading', { level: 1, name: /Q3 2026/ }).isVisible())) await page.keyboard.press('[');
  await expect(page.getByRole('heading', { level: 1, name: /Q3 2026/ })).toBeVisible();
  await step(page, /^\s*Propose$/);
  expect(runState()).toBe('proposed');

  await page.keyboard.press('v');
  await expect(page.getByRole('grid', { name: 'Run 2026-Q3 beside the last, in PKR' })).toBeVisible();
  await page.keyboard.press('v');
  await expect(page.getByRole('grid', { name: 'Payout run 2026-Q3, in PKR' })).toBeVisible();

  await tabTo(page, 'grid');
  await page.keyboard.press('Space');
  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details.getByText('Net to pay')).toBeVisible();
  await page.keyboard.press('h');
  await tabTo(page, /Reason|Why/i);
  await page.keyboard.type('Account under question');
  await tabTo(page, /^\s*Hold the payment$/);
  await page.keyboard.press('Enter');
  await expect(details.getByRole('region', { name: 'Why not paid, and what to do' }).getByText(/Account under question/)).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Control+z');
  await expect(details.getByRole('region', { name: 'Why not paid, and what to do' })).toBeHidden();

  await step(page, /Approve/, '2026-Q3');
  expect(runState()).toBe('approved');
  await step(page, /^\s*Mark as sent$/);
  expect(runState()).toBe('sent');
  await step(page, /Record/, '2026-Q3');
  expect(runState()).toBe('paid');

  await go(page, 's', /Statements Q4 2026/);
  await page.keyboard.press('[');
  await expect(page.getByRole('heading', { level: 1, name: /Statements Q3 2026/ })).toBeVisible();
  await expect(page.getByText(/numbered without gaps/)).toBeVisible();
  await tabTo(page, 'grid');
  await page.keyboard.press('Space');
  await expect(details.getByText(/2026-Q3-0001/)).toBeVisible();
  await issueAndSave(page, details);
  await go(page, 'b', /Balances/);
  await expect(page.getByRole('region', { name: 'When risk ends' })).toBeVisible();
  expect(await mice()).toBe(0);
});
