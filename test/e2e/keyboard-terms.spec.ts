import type { Page } from '@playwright/test';
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

/** Counts every mouse and pointer event of the page: a script by keyboard must end at none. */
async function countMice(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counter = globalThis as typeof globalThis & { mice: number };
    counter.mice = 0;
    const count = (event: Event): void => {
      if (event.isTrusted) counter.mice += 1;
    };
    for (const kind of ['mousedown', 'pointerdown', 'mousemove', 'touchstart']) window.addEventListener(kind, count, true);
  });
  return () => page.evaluate(() => (globalThis as typeof globalThis & { mice?: number }).mice ?? -1);
}

/** Tabs until the element of that name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 80; step += 1) {
    const focused = await page.evaluate(() => {
      const at = document.activeElement;
      const label = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? (at.labels?.[0]?.textContent ?? '') : '';
      return `${at?.getAttribute('aria-label') ?? ''} ${label} ${at instanceof HTMLButtonElement ? at.textContent : ''}`;
    });
    if (name.test(focused)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to ${String(name)}`);
}

test('7.2 by keyboard alone: terms changed with their impact seen, approved, activated, and the help quotes them (A4, E8)', async ({ page, served }) => {
  test.setTimeout(120_000);
  served.ask('init', '--sample');
  await served.start('--today', '2026-11-05');
  const mice = await countMice(page);
  await page.goto(served.link);
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();

  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(page.getByRole('heading', { level: 1, name: 'Programme terms' })).toBeVisible();
  await expect(page.getByText('all 11 hold')).toBeVisible();

  await page.keyboard.press('n');
  await expect(page.getByLabel('Begin on')).toBeFocused();
  await expect(page.getByLabel('Begin on')).toHaveValue('01-Oct-2026');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Smaller payouts roll over');
  await tabTo(page, /Minimum payout/);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('2 lakh');

  const impact = page.getByRole('region', { name: 'Impact' });
  await expect(impact.getByText('27 payments not approved yet')).toBeVisible();
  await expect(impact.getByRole('row', { name: /All 27/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Keep as draft' })).not.toHaveAttribute('aria-disabled', 'true');
  expect(served.ask('call', 'terms.list', '{}')).toHaveLength(1);

  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Draft from 01-Oct-2026' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'What changes' }).getByText('PKR 200,000.00')).toBeVisible();
  await expect(page.locator('[data-impact="worked out"]')).toBeVisible();

  await page.keyboard.press('Control+Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('27 payments not approved yet')).toBeVisible();
  await tabTo(page, /^\s*Approve$/);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Approved, to be activated')).toBeVisible();

  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByLabel('Type 2026-10-01 to confirm')).toBeFocused();
  await page.keyboard.type('2026-10-01');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Programme terms' })).toBeVisible();
  await expect(page.getByText('in force since 01-Oct-2026')).toBeVisible();
  expect(served.ask('call', 'terms.list', '{}')).toHaveLength(2);

  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await expect(page.getByRole('heading', { level: 1, name: /Payout run/ })).toBeVisible();
  await page.keyboard.press('F1');
  await expect(dialog.getByText('PKR 200,000.00').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(await mice()).toBe(0);
});
