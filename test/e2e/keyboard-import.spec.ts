import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

const HEADER = 'Contract,period,invoice_no,invoice_date,amount\n';

/** Opens Import and chooses the file; the dialog of the operating system answers with it. */
async function choose(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page.getByRole('heading', { level: 1, name: 'Import' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
  await expect(async () => {
    await page.keyboard.press('o');
    await expect(page.getByRole('cell', { name: 'billing.csv', exact: true })).toBeVisible({ timeout: 1500 });
  }).toPass({ timeout: 15_000 });
}

test('7.2 by keyboard alone: import, errors fixed in place, committed; bad rows out; taken back from the history (D1, D2, D4)', async ({ page, served }) => {
  test.setTimeout(60_000);
  served.ask('init', '--sample');
  const { rows } = served.ask('call', 'deals.list', '{"filter":{"status":"running","contractType":"retainer"},"limit":3}') as { rows: { deal: string }[] };
  const [first = '', second = '', third = ''] = rows.map(({ deal }) => deal);
  const file = join(served.folder, 'billing.csv');
  writeFileSync(file, `${HEADER}${first},2026-10,KB-1,2026-10-28,500000\n${second},2026-10,KB-2,2026-10-28,50x000\n${third},2026-10,KB-3,2026-10-32,700000\n`);
  await served.start('--today', '2026-11-05');
  const mice = await countMice(page);
  page.on('filechooser', (chooser) => void chooser.setFiles(file));
  await page.goto(served.link);
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();

  await test.step('map a header that differs', async () => {
    await choose(page);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Still without a column: deal_code')).toBeVisible();
    await tabTo(page, /Meaning of Contract/);
    await page.keyboard.type('deal_code');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Still without a column')).toBeHidden();
  });

  await test.step('all errors at once, mended where they stand', async () => {
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('2 errors in 1 file')).toBeVisible();
    await tabTo(page, /amount of row 3/);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('500000');
    await tabTo(page, /invoice_date of row 4/);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('2026-10-30');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Every row can be taken')).toBeVisible();
    await expect(page.getByText('2 cells corrected')).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Taken. It can be imported again')).toBeVisible();
  });

  await test.step('the mapping is offered again; the bad row is left out, and saved with its reason', async () => {
    writeFileSync(file, `${HEADER}${first},2026-10,KB-4,2026-10-28,1000\n${second},2026-10,KB-5,2026-10-28,oops\n`);
    await page.keyboard.press('Control+Enter');
    await choose(page);
    await expect(page.getByRole('button', { name: 'Map columns or dates' })).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('1 error in 1 file')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'amount of row 3' })).toHaveValue('oops');
    await page.keyboard.press('x');
    await expect(page.getByRole('dialog')).toContainText('1 row will not be taken');
    await tabTo(page, /leave 1 row out/);
    const download = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    const saved = await download;
    expect(saved.suggestedFilename()).toBe('billing-refused.csv');
    const text = readFileSync(await saved.path(), 'utf8');
    expect(text).toContain('"reasons"');
    expect(text).toContain(`"${second}","2026-10","KB-5","2026-10-28","oops","amount ""oops""`);
    await expect(page.getByText('1 row left out')).toBeVisible();
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Taken. It can be imported again')).toBeVisible();
  });

  await test.step('the history tells both, and the last one is taken back', async () => {
    await tabTo(page, /^ *Import files|History/);
    await page.keyboard.press('ArrowRight');
    const grid = page.getByRole('grid', { name: 'Imports' });
    await expect(grid).toContainText('1 row left out');
    await expect(grid).toContainText('2 cells corrected');
    for (let step = 0; step < 20 && !(await grid.evaluate(() => document.activeElement?.closest('[data-cell]') != null)); step += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByText('KB-4')).toBeVisible();
    await page.keyboard.press('u');
    await expect(page.getByRole('dialog')).toContainText('Take import');
    await page.keyboard.type('the wrong month');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText(/Taken back by .* the wrong month/)).toBeVisible();
  });

  const billed = served.ask('call', 'deals.get', JSON.stringify({ deal: first })) as { lines: { invoiceNo: string }[] };
  expect(billed.lines.map(({ invoiceNo }) => invoiceNo)).toContain('KB-1');
  expect(billed.lines.map(({ invoiceNo }) => invoiceNo)).not.toContain('KB-4');
  expect((served.ask('verify') as { ok: boolean }).ok).toBe(true);
  expect(await mice()).toBe(0);
});
