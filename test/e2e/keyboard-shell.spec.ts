import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Served } from './support/served.ts';
import { missingBuild } from './support/sim.ts';
import { test as base, expect } from './support/test.ts';

const notBuilt = missingBuild();
const TODAY = '2026-11-05';

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

/** Any press of a mouse or a finger is noted: at the end there must be none. */
async function start(page: Page, served: Served): Promise<void> {
  served.ask('init', '--sample');
  await served.start('--today', TODAY);
  await page.addInitScript(() => {
    for (const kind of ['mousedown', 'touchstart', 'pointerdown']) addEventListener(kind, () => Object.assign(window, { usedMouse: true }), true);
  });
  await page.goto(served.link);
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
}

const heading = (page: Page, name: string | RegExp) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
const box = (page: Page) => page.getByRole('combobox', { name: 'Find or do anything' });

async function ask(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(box(page)).toBeFocused();
  await page.keyboard.type(text);
}

async function askAndEnter(page: Page, text: string, found: RegExp): Promise<void> {
  await ask(page, text);
  await expect(page.getByRole('option', { selected: true })).toHaveText(found);
  await page.keyboard.press('Enter');
  await expect(box(page)).toBeHidden();
}

test('A1, A3, A5, A7: a morning by keyboard alone, from Today through queue, palette and period', async ({ page, served }) => {
  test.setTimeout(120_000);
  await start(page, served);

  // the queue: take an item, assign two, snooze one with a reason, take it back
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await heading(page, 'Work queue');
  const first = page.getByRole('row').nth(1);
  await expect(first).toBeVisible();
  await page.keyboard.press('m');
  await expect(page.getByText('Assigned to operator: 1 item')).toBeVisible();
  await expect(first).toContainText('operator');
  await page.keyboard.press('j');
  await page.keyboard.press('a');
  await page.keyboard.type('Sana');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  const rows = served.ask('--today', TODAY, 'call', 'queue.list', '{}') as { rows: { assignee: string | null; state: string }[] };
  expect(rows.rows.filter((row) => row.assignee !== null).length).toBeGreaterThan(0);

  // palette: a verb with a month, a record, a sum
  await askAndEnter(page, 'close 2026-09', /Close: September 2026/);
  await heading(page, /September 2026/);
  await askAndEnter(page, 'P-0008', /P-0008/);
  await expect(page).toHaveURL(/partners\/P-0008/);
  await ask(page, '18% of 45 lakh');
  await expect(page.getByRole('option', { selected: true })).toContainText('PKR 810,000.00');
  await page.keyboard.press('Escape');
  await expect(box(page)).toBeHidden();

  // back, forward, and the month kept from screen to screen
  await page.keyboard.press('Alt+ArrowLeft');
  await heading(page, /September 2026/);
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page).toHaveURL(/partners\/P-0008/);
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await heading(page, 'Reconcile September 2026');
  await page.keyboard.press(']');
  await heading(page, 'Reconcile October 2026');

  expect(await page.evaluate(() => 'usedMouse' in window)).toBe(false);
});

test('A7: a snooze asks for a reason, leaves the count, and Ctrl+Z brings the item back', async ({ page, served }) => {
  await start(page, served);
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await heading(page, 'Work queue');
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  const snoozed = (): number =>
    (served.ask('--today', TODAY, 'call', 'queue.list', '{}') as { rows: { state: string }[] }).rows.filter((row) => row.state === 'snoozed').length;
  await page.keyboard.press('s');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Until')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Say why in a few words')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.type('The bank answers on Monday');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect.poll(snoozed).toBe(1);
  await page.keyboard.press('Control+z');
  await expect.poll(snoozed).toBe(0);
  expect(await page.evaluate(() => 'usedMouse' in window)).toBe(false);
});

test('A1, A2: the palette works over a dialog, its chips narrow it, and the sheet shows what is valid here', async ({ page, served }) => {
  await start(page, served);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByText('Open the next item')).toBeVisible();
  await expect(sheet.getByText('Explain the variance')).toBeHidden();
  await expect(sheet.getByText('Ctrl+1')).toBeHidden();
  await ask(page, 'audit');
  await expect(page.getByRole('option', { selected: true })).toContainText('Audit trail');
  await page.keyboard.press('Control+2');
  await expect(page.getByRole('button', { name: 'Records' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('option', { selected: true })).toContainText('Audit Services');
  await page.keyboard.press('Control+3');
  await page.keyboard.press('Enter');
  await heading(page, 'Audit trail');
  expect(await page.evaluate(() => 'usedMouse' in window)).toBe(false);
});

test('A3, A7: Enter on Today opens what is to be done first; F6 goes round the parts of the window', async ({ page, served }) => {
  await start(page, served);
  const { next } = served.ask('--today', TODAY, 'call', 'today.summary', '{}') as { next: { to: string } };
  const parts: string[] = [];
  for (let press = 0; press < 4; press += 1) {
    await page.keyboard.press('F6');
    parts.push(await page.evaluate(() => document.activeElement?.closest('[data-pane]')?.tagName ?? ''));
  }
  expect([...parts].sort()).toEqual(['FOOTER', 'HEADER', 'MAIN', 'NAV']);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(next.to.split('?')[0] ?? ''));
  expect(await page.evaluate(() => 'usedMouse' in window)).toBe(false);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`no serious accessibility finding on the work queue, its dialogs, the palette and the sheet, ${scheme}`, async ({ page, served }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme: scheme });
    await start(page, served);
    const check = async (what: string): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${what} ${v.id}: ${v.nodes[0]?.html ?? ''}`)).toEqual([]);
    };
    await page.keyboard.press('g');
    await page.keyboard.press('q');
    await expect(page.getByRole('row').nth(1)).toBeVisible();
    await check('queue');
    await page.keyboard.press('s');
    await expect(page.getByRole('dialog')).toBeVisible();
    await check('snooze');
    await page.keyboard.press('Escape');
    await ask(page, 'explain');
    await expect(page.getByRole('option', { selected: true })).toBeVisible();
    await check('palette');
    await page.keyboard.press('Escape');
    await expect(box(page)).toBeHidden();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await check('sheet');
  });
}
